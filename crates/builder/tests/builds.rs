//! Real builds: the real engine, a real registry, the real base image.

mod workspace;

use builder::{BuildError, Builder, Built, Event, Presence, Step};
use definition::Plan;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use workspace::{plan, plan_on, workspace};

/// A build with all its events.
async fn build(builder: &Builder, plan: &Plan) -> (Result<Built, BuildError>, Vec<Event>) {
    let (sender, mut received) = mpsc::channel(16);
    let cancel = CancellationToken::new();
    let events = async {
        let mut events = Vec::new();
        while let Some(event) = received.recv().await {
            events.push(event);
        }
        events
    };
    let built = async {
        let built = builder.build(plan, false, &sender, &cancel).await;
        drop(sender);
        built
    };
    tokio::join!(built, events)
}

/// The cause of a step that failed.
fn cause(outcome: Result<Built, BuildError>) -> String {
    match outcome {
        Err(BuildError::Step { cause, .. }) => cause,
        other => panic!("a step should have failed: {other:?}"),
    }
}

#[test]
fn a_user_managed_image_is_built_once_and_then_reused() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let plan = plan("RUN echo made > /opt/marker\nENV MODE=quiet");
        let (first, events) = build(&workspace.builder, &plan).await;
        let first = first.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        assert!(events.contains(&Event::Started(Step::Stage)), "{events:?}");
        assert!(matches!(events.last(), Some(Event::Finished(Step::Push, _))), "{events:?}");
        assert_eq!(workspace.builder.image(&first.manifest).await, Presence::Present(first.manifest.clone()));
        assert!(matches!(workspace.builder.stage(plan.digests.stage).await, Presence::Present(_)));
        let parts: Vec<_> = first.layers.iter().map(|layer| layer.part.as_str()).collect();
        assert_eq!(parts, ["base image", "Docker steps"]);
        assert!(first.base_manifest.as_ref().is_some_and(|digest| digest.starts_with("sha256:")), "{first:?}");

        let (second, events) = build(&workspace.builder, &plan).await;
        let second = second.unwrap();
        assert!(matches!(events.first(), Some(Event::Reused(Step::Stage, _))), "{events:?}");
        assert_eq!((second.manifest, second.layers), (first.manifest, first.layers));
    });
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
fn a_step_sees_the_certificates_of_this_machine_and_the_image_does_not() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (built, events) =
            build(&workspace.builder, &plan("RUN test -s \"$SSL_CERT_FILE\" && echo \"seen $PIP_CERT\"")).await;
        built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        let seen = Event::Line(Step::Stage, "seen /run/terrarium/certificates/certificates.pem".into());
        assert!(events.contains(&seen), "{events:#?}");
    });
}
