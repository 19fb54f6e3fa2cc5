//! A command in a container: what it may read, what it leaves.

use crate::workspace::{build, plan, workspace};
use builder::{Access, Buildah, CommandRequest, Executor, Mount};
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
        let (sender, mut lines) = mpsc::channel(64);
        let script = "echo reading; cat /given/name /made > /left/result; ! touch /given/more";
        let request = CommandRequest {
            image: format!("{}/{}@{}", workspace.registry.address(), built.repository, built.manifest),
            platform: "linux/amd64".into(),
            command: ["/bin/sh", "-ec", script].map(str::to_owned).to_vec(),
            mounts: vec![
                Mount { source: given, target: "/given".into(), access: Access::Read },
                Mount { source: left.clone(), target: "/left".into(), access: Access::Write },
            ],
            ..CommandRequest::default()
        };
        engine.run_command(&request, &sender, &CancellationToken::new()).await.unwrap();
        drop(sender);
        assert_eq!(lines.recv().await.as_deref(), Some("reading"));
    });
    assert_eq!(fs::read_to_string(left.join("result")).unwrap(), "numpymade\n");
}
