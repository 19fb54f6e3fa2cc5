//! A command in a container: what it may read, what it leaves.

use crate::workspace::{build, plan, workspace};
use builder::{Access, Buildah, Engine, EngineRun, Event, Folder, Setting, Step};
use std::fs;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[test]
fn a_command_reads_one_folder_and_leaves_its_result_in_another() {
    let workspace = workspace();
    let (given, left) = (workspace.folder.join("given"), workspace.folder.join("left"));
    fs::create_dir_all(&given).unwrap();
    fs::create_dir_all(&left).unwrap();
    fs::write(given.join("name"), "numpy").unwrap();
    workspace.runtime.block_on(async {
        let (built, _) = build(&workspace.builder, &plan("RUN echo made > /made")).await;
        let built = built.unwrap();
        let engine = Buildah::detect(&workspace.folder.join("running"), &workspace.registry).await.unwrap();
        let (sender, mut events) = mpsc::channel(64);
        let script = "echo reading; cat /given/name /made > /left/result; ! touch /given/more";
        let run = EngineRun {
            step: Step::Python,
            image: format!("{}/{}@{}", workspace.registry.address(), built.repository, built.manifest),
            platform: "linux/amd64".into(),
            command: ["/bin/sh", "-ec", script].map(str::to_owned).to_vec(),
            folders: vec![
                Folder { from: given, to: "/given".into(), access: Access::Read },
                Folder { from: left.clone(), to: "/left".into(), access: Access::Write },
            ],
            setting: Setting::default(),
        };
        engine.run(&run, &sender, &CancellationToken::new()).await.unwrap();
        drop(sender);
        assert_eq!(events.recv().await, Some(Event::Line(Step::Python, "reading".into())));
    });
    assert_eq!(fs::read_to_string(left.join("result")).unwrap(), "numpymade\n");
}
