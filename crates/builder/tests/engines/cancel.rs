//! Work that somebody stops.

use crate::machine::{Subject, each, plan, script_in};
use builder::{BuildError, DEFAULT_BASE_IMAGE, EngineError, Event, Order};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long a daemon may take to end a process: it does so after it was told.
const STOP_TIMEOUT: Duration = Duration::from_mins(2);

/// A time to sleep that no other process of this machine sleeps, whoever else runs these tests now.
fn mark(number: u8) -> String {
    format!("4711.{}{number}", std::process::id())
}

/// A command with a child, both asleep; `mark` is in the command line of the child alone.
fn sleeping(mark: &str) -> String {
    format!("python3 -uc 'import time; print(\"sleeping\"); time.sleep({mark})' & wait")
}

/// How many processes of the command there are.
fn sleepers(mark: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(&format!("time.sleep({mark})"))).count()
}

async fn ended(subject: &Subject, mark: &str) {
    let began = Instant::now();
    while sleepers(mark) > 0 {
        assert!(began.elapsed() < STOP_TIMEOUT, "{}: a process goes on", subject.name);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Does something that sends events or lines and cancels it once it sleeps.
async fn cancelled<T, E>(
    mark: &str,
    is_asleep: impl Fn(&E) -> bool,
    work: impl AsyncFnOnce(mpsc::Sender<E>, CancellationToken) -> T,
) -> T {
    let (sender, mut received) = mpsc::channel(16);
    let cancel = CancellationToken::new();
    let stop = async {
        while let Some(event) = received.recv().await {
            if is_asleep(&event) {
                assert!(sleepers(mark) > 0);
                cancel.cancel();
            }
        }
    };
    tokio::join!(work(sender, cancel.clone()), stop).0
}

#[test]
fn a_cancelled_build_leaves_no_process() {
    each(&async |subject| {
        let mark = &mark(1);
        let plan = plan(DEFAULT_BASE_IMAGE, subject.name, &format!("RUN {}", sleeping(mark)));
        let is_asleep = |event: &Event| matches!(event, Event::Line(_, line) if line == "sleeping");
        let built = cancelled(mark, is_asleep, async |events, cancel| {
            subject
                .builder
                .build(&Order { plan: &plan, rebuild: false, lock: None, trial: None }, &events, &cancel)
                .await
        });
        let built = built.await;
        assert!(matches!(built, Err(BuildError::Cancelled)), "{}: {built:?}", subject.name);
        ended(subject, mark).await;
    });
}

#[test]
fn a_cancelled_command_leaves_no_process() {
    each(&async |subject| {
        let mark = &mark(2);
        let request = script_in(&subject.base().await, &sleeping(mark), Vec::new());
        let run = async |log, cancel| subject.engine.run_command(&request, &log, &cancel).await;
        let ran = cancelled(mark, |line: &String| line == "sleeping", run).await;
        assert!(matches!(ran, Err(EngineError::Cancelled)), "{}: {ran:?}", subject.name);
        assert_eq!(sleepers(mark), 0, "{}", subject.name);
    });
}
