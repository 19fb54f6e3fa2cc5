//! Runs for real: the binary, its engine, an image that is built for them, and a server that is killed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use api::{Run, RunList, RunState, RunTrouble, path};
use std::{fs, path::Path, thread::sleep, time::Duration};
use support::Served;

const SCRIPT: &str = "\
import os, pathlib, sys
import six
print('six', six.__version__, os.environ['GREETING'], pathlib.Path('rows.csv').read_text().strip(), os.getcwd())
print('token:', os.environ['HF_TOKEN'], len(os.environ['HF_TOKEN']))
pathlib.Path('left').write_text('behind')
sys.exit(3)
";
/// How long no other process of this machine sleeps, whoever else runs these tests now.
fn long() -> String {
    format!("98765.{}", std::process::id())
}

fn runs(served: &Served) -> Vec<Run> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let list: RunList = serde_json::from_value(runtime.block_on(served.get(path::RUNS))).unwrap();
    list.items
}

/// What the log of a run says.
fn log(served: &Served, id: i64) -> String {
    tokio::runtime::Runtime::new().unwrap().block_on(served.text(&path::run_log(id)))
}

fn cancel(served: &Served, id: i64) -> Run {
    let request = reqwest::Client::new().post(format!("{}{}", served.url, path::cancel_run(id)));
    let answer = async { request.json(&()).send().await.unwrap().json().await.unwrap() };
    tokio::runtime::Runtime::new().unwrap().block_on(answer)
}

/// Waits until something is so.
fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..1800 {
        if so() {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("never: {what}");
}

/// Waits until a process of this machine sleeps so long, or until none does.
fn until_sleeping(wanted: bool) {
    let sleeps = || {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let words = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
        let asleep = |words: &Vec<u8>| {
            let mut words = words.split(|byte| *byte == 0);
            words.next().is_some_and(|program| program.ends_with(b"sleep")) && words.next() == Some(long().as_bytes())
        };
        words.filter(asleep).count() > 0
    };
    until(if wanted { "it sleeps" } else { "nothing sleeps" }, || sleeps() == wanted);
}

fn written(folder: &Path) {
    fs::create_dir(folder.join("code")).unwrap();
    fs::write(folder.join("requirements.txt"), "six==1.16.0\n").unwrap();
    fs::write(folder.join("code/check.py"), SCRIPT).unwrap();
    fs::write(folder.join("code/rows.csv"), "1,2\n").unwrap();
}

#[test]
fn a_command_has_its_packages_variables_and_files_and_its_exit_code_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    let data = folder.path().join("data");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (requirements, code) = (at("requirements.txt"), at("code"));
    let served = Served::start(&data, &["--engine", "buildah"], &[]);
    let variables = ["--env", "GREETING=hello", "--env", "HF_TOKEN=hunter2-secret"];
    let submit = ["submit", &requirements, "--name", "training", "--folder", &code];
    let submit = [&submit[..], &variables, &["--", "python", "check.py"]].concat();
    let output = served.run(&submit);
    let (out, aside) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(3), "{out}{aside}");
    let dots = "\u{2022}".repeat(6);
    assert_eq!(out, format!("six 1.16.0 hello 1,2 /workspace\ntoken: {dots} 14\n"), "{aside}");
    assert!(aside.contains("submitted run 1 in training:1") && aside.contains("exit code 3"), "{aside}");
    assert!(!code.is_empty() && !Path::new(&code).join("left").exists(), "what it writes is not kept");

    // The image is there now: no build, and the command of the person runs by itself.
    let output = served.run(&["submit", "training", "--", "no-such-program"]);
    let aside = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(127), "{aside}");
    let killed = served.run(&["submit", "training:1", "--", "sh", "-c", "echo before; kill -9 $$"]);
    assert_eq!((killed.status.code(), &*killed.stdout), (Some(137), &b"before\n"[..]));
    let list = served.told(0, &["runs", "--environment", "training"]);
    assert!(list.lines().count() == 3 && list.lines().nth(2).unwrap().contains("failed, exit code 3"), "{list}");

    // Somebody stops one: nothing of it goes on.
    let id = served.told(0, &["submit", "training", "--detach", "--", "sleep", &long()]).trim().to_owned();
    until_sleeping(true);
    let stopped: Run = cancel(&served, id.parse().unwrap());
    assert!(matches!(stopped.state, RunState::Running | RunState::Cancelled));
    until_sleeping(false);

    // The server is killed while one runs and one waits for its image.
    let begun = format!("echo begun; exec sleep {}", long());
    let id = served.told(0, &["submit", "training", "--detach", "--", "sh", "-c", &begun]).trim().parse().unwrap();
    until_sleeping(true);
    until("the line is kept", || log(&served, id) == "begun\n");
    drop(served);
    until_sleeping(false);
    let served = Served::start(&data, &["--engine", "buildah"], &[]);
    let marked = runs(&served).remove(0);
    assert_eq!((marked.state, marked.failure.unwrap().kind), (RunState::Failed, RunTrouble::Interrupted));
    assert_eq!((marked.id, &*log(&served, id)), (id, "begun\n"));
    let left = fs::read_dir(data.join("builder/builds")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "no folder stays");
    assert_eq!(served.run(&["submit", "training", "--", "true"]).status.code(), Some(0), "and it goes on");
}
