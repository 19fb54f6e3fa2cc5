//! Builds that cannot succeed say why.

use crate::workspace::{build, builder_on, plan, plan_on, workspace};
use builder::{BuildError, Built, Registry};

/// The cause of a step that failed.
fn cause(outcome: Result<Built, BuildError>) -> String {
    match outcome {
        Err(BuildError::Step { cause, .. }) => cause,
        other => panic!("a step should have failed: {other:?}"),
    }
}

#[test]
fn a_failing_command_gives_the_cause() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (outcome, _) = build(&workspace.builder, &plan("RUN no-such-program --help")).await;
        assert_eq!(
            cause(outcome),
            "`RUN no-such-program --help` ended with exit status 127: /bin/sh: 1: no-such-program: not found"
        );
    });
}

#[test]
fn a_file_that_is_not_there_is_named_without_the_paths_of_this_machine() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (outcome, _) = build(&workspace.builder, &plan("COPY settings.toml /etc/")).await;
        let cause = cause(outcome);
        assert_eq!(
            cause,
            "there is no file settings.toml to copy: a definition brings no files but its Dockerfile (in `COPY \
             settings.toml /etc/`)"
        );
        assert!(!cause.contains(&*workspace.folder.to_string_lossy()));
    });
}

#[test]
fn an_unreachable_base_image_gives_the_cause() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (outcome, _) = build(&workspace.builder, &plan_on("127.0.0.1:1/nobody/base:1", "")).await;
        assert_eq!(
            cause(outcome),
            "the base image 127.0.0.1:1/nobody/base:1 cannot be pulled: connection refused. Check the reference, and that \
             this machine reaches its registry"
        );
        let (outcome, _) = build(&workspace.builder, &plan_on("localhost/nobody/base:1", "")).await;
        assert_eq!(
            cause(outcome),
            "the base image localhost/nobody/base:1 is not in the workspace's registry: push it there, or name another one"
        );
    });
}

#[test]
fn a_registry_that_is_down_is_named() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let builder = builder_on(&Registry::new("127.0.0.1:1"), &workspace.folder.join("down")).await;
        let (outcome, _) = build(&builder, &plan("")).await;
        assert_eq!(
            outcome.unwrap_err().to_string(),
            "the registry at 127.0.0.1:1 cannot be used: Connection refused (os error 111). Make sure that it is running \
             and has disk space, then retry: finished steps are kept"
        );
    });
}
