//! A build that somebody stops.

use crate::workspace::{builder_on, plan, workspace};
use builder::{BuildError, Event, Order, Step};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[test]
fn a_cancelled_build_leaves_nothing() {
    let workspace = workspace();
    let folder = workspace.folder.join("cancelled");
    let entries = |name: &str| std::fs::read_dir(folder.join(name)).unwrap().count();
    workspace.runtime.block_on(async {
        let builder = builder_on(&workspace.registry, &folder).await;
        let (sender, mut received) = mpsc::channel(16);
        let cancel = CancellationToken::new();
        let instruction = format!("RUN python3 -uc 'import time; print(\"sleeping\"); {}' & wait", command());
        let plan = plan(&instruction);
        let stop = async {
            while let Some(event) = received.recv().await {
                if event == Event::Line(Step::Stage, "sleeping".into()) {
                    assert!(sleepers() > 0);
                    cancel.cancel();
                }
            }
        };
        let built = async {
            let built =
                builder.build(&Order { plan: &plan, rebuild: false, lock: None, trial: None }, &sender, &cancel).await;
            drop(sender);
            built
        };
        let (built, ()) = tokio::join!(built, stop);
        assert!(matches!(built, Err(BuildError::Cancelled)), "{built:?}");
        assert_eq!(sleepers(), 0);
        assert_eq!(entries("builds"), 0);
        assert_eq!(entries("buildah/work"), 0);
        let containers = std::fs::read_to_string(folder.join("buildah/storage/overlay-containers/containers.json"));
        assert!(!containers.unwrap().contains("working-container"));
    });
}

/// What no other process of this machine does, whoever else runs these tests now.
fn command() -> String {
    format!("time.sleep(4711.{})", std::process::id())
}

/// How many processes of the step there are.
fn sleepers() -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(&command())).count()
}
