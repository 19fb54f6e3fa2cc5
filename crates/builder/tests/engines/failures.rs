//! Builds that cannot succeed say why, in the same words whichever engine builds.

use crate::machine::{Subject, each, machine, plan};
use builder::{BuildError, Builder, Built, DEFAULT_BASE_IMAGE, Event, Order, RegistryProcess, Settings, recognise};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// The cause of a step that failed, and the rule that its log tells.
fn cause(
    subject: &Subject,
    (outcome, lines): (Result<Built, BuildError>, Vec<String>),
) -> (String, Option<&'static str>) {
    let Err(BuildError::Step { cause, .. }) = outcome else {
        panic!("{}: a step should have failed: {outcome:?}\n{lines:#?}", subject.name)
    };
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let rule = recognise(&lines, &cause).map(|found| found.rule.id);
    (cause, rule)
}

// Buildah may drop what a command says in the moment in which it ends, so these wait in it.
#[test]
fn a_failing_command_gives_its_status_and_its_last_words() {
    each(&async |subject| {
        let outcome = subject.plan("failing", "RUN echo almost; sleep 0.3; exit 7").await;
        assert!(outcome.1.iter().any(|line| line == "almost"), "{:#?}", outcome.1);
        let (cause, _) = cause(subject, outcome);
        assert_eq!(cause, "`RUN echo almost; sleep 0.3; exit 7` ended with exit status 7: almost", "{}", subject.name);
    });
}

#[test]
fn a_program_that_is_not_there_is_known() {
    each(&async |subject| {
        let (cause, rule) =
            cause(subject, subject.plan("missing", "RUN no-such-program --help; sleep 0.3; exit 127").await);
        let words = "`RUN no-such-program --help; sleep 0.3; exit 127` ended with exit status 127: /bin/sh: 1: no-such-program: not found";
        assert_eq!((cause.as_str(), rule), (words, Some("command-not-recognized")), "{}", subject.name);
    });
}

#[test]
fn a_file_that_is_not_there_is_named() {
    each(&async |subject| {
        let (cause, rule) = cause(subject, subject.plan("uncopied", "COPY settings.toml /etc/").await);
        assert!(cause.starts_with("there is no file settings.toml to copy"), "{}: {cause}", subject.name);
        assert_eq!(rule, Some("copy-not-found"), "{}", subject.name);
    });
}

#[test]
fn a_base_image_that_is_not_there_is_named() {
    each(&async |subject| {
        let image = format!("{}/nobody/base:1", machine().registry.address());
        let (words, rule) = cause(subject, subject.plan_on(&image, "nobase", "").await);
        assert_eq!(
            words,
            format!(
                "the base image {image} cannot be pulled: manifest unknown. Check the reference, and that this machine \
                 reaches its registry"
            ),
            "{}",
            subject.name
        );
        assert_eq!(rule, Some("image-not-found"), "{}", subject.name);

        let (words, rule) = cause(subject, subject.plan_on("127.0.0.1:1/nobody/base:1", "nobase", "").await);
        assert_eq!(
            words,
            "the base image 127.0.0.1:1/nobody/base:1 cannot be pulled: connection refused. Check the reference, and that \
             this machine reaches its registry",
            "{}",
            subject.name
        );
        assert_eq!(rule, Some("acr-unreachable"), "{}", subject.name);
    });
}

#[test]
fn a_registry_that_goes_away_in_the_middle_is_named() {
    each(&async |subject| {
        let folder = subject.folder("gone");
        let process = RegistryProcess::start(&folder.join("registry")).await.unwrap();
        let registry = process.registry();
        let engine = subject.again.engine(&folder.join("engine"), &registry).await.unwrap();
        let settings = Settings { folder: folder.clone(), prefix: "gone".into() };
        let builder = Builder::new(Ok(engine), registry, settings);
        let process = Mutex::new(Some(process));
        let script = format!("RUN echo now; sleep 1; : {}", subject.name);
        let plan = plan(DEFAULT_BASE_IMAGE, "gone", &script);
        let (sender, mut events) = tokio::sync::mpsc::channel(16);
        let stop = async {
            let mut lines = Vec::new();
            while let Some(event) = events.recv().await {
                if let Event::Line(_, line) = event {
                    if line == "now" {
                        process.lock().await.take().unwrap().stop().await;
                    }
                    lines.push(line);
                }
            }
            lines
        };
        let build = async {
            let built = builder
                .build(
                    &Order { plan: &plan, rebuild: false, lock: None, trial: None },
                    &sender,
                    &CancellationToken::new(),
                )
                .await;
            drop(sender);
            built
        };
        let outcome = tokio::join!(build, stop);
        let (cause, rule) = cause(subject, outcome);
        let said = "the image cannot be pushed to the registry: connection refused";
        assert!(cause.starts_with(said), "{}: {cause}", subject.name);
        assert_eq!(rule, Some("docker-push"), "{}", subject.name);
    });
}
