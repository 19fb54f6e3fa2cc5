//! A registry that takes or gives no more, in the middle of an image: that ends by patience, not by the limit of the build.

use crate::machine::{Subject, each, machine, plan, with_lines};
use builder::{BuildError, Builder, Built, DEFAULT_BASE_IMAGE, Order, Registry, Settings, recognise};
use harness::{Fault, FaultyProxy};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Long enough for a registry on a busy machine that is not stopped.
const STALL_TIMEOUT: Duration = Duration::from_secs(6);
/// What no engine can make smaller, and none has from another.
fn large(subject: &Subject) -> String {
    format!("RUN head -c 4000000 /dev/urandom > /large; : {}", subject.name)
}

/// The engine of a subject behind a way on which things go wrong.
struct Behind {
    way: FaultyProxy,
    builder: Builder,
}

impl Behind {
    async fn new(subject: &Subject, test: &str) -> Self {
        let way = FaultyProxy::to(machine().registry.address()).await.unwrap();
        let registry = Registry::new(way.address()).with_timeout(STALL_TIMEOUT);
        let folder = subject.folder(test);
        let engine = subject.again.engine(&folder.join("engine"), &registry).await.unwrap();
        let builder = Builder::new(Ok(engine), registry, Settings { folder, prefix: test.into() });
        let behind = Self { way, builder };
        // With what every build needs, all is well.
        behind.build(subject, DEFAULT_BASE_IMAGE, "RUN true").await.0.unwrap();
        behind
    }

    async fn build(&self, subject: &Subject, base: &str, steps: &str) -> (Result<Built, BuildError>, Vec<String>) {
        let plan = plan(base, subject.name, steps);
        let order = Order { plan: &plan, rebuild: false, lock: None, trial: None };
        with_lines(async |events| self.builder.build(&order, &events, &CancellationToken::new()).await).await
    }

    /// The cause of the failure of a build, and the rule that its log tells.
    async fn cause(&self, subject: &Subject, base: &str, steps: &str) -> (String, Option<&'static str>) {
        let (outcome, lines) = self.build(subject, base, steps).await;
        let Err(BuildError::Step { cause, .. }) = outcome else { panic!("{}: {outcome:?}\n{lines:#?}", subject.name) };
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let rule = recognise(&lines, &cause).map(|found| found.rule.id);
        (cause, rule)
    }
}

/// Podman tells nothing while it pulls or pushes, so its builds end by their own limit.
fn tells_nothing(subject: &Subject) -> bool {
    subject.name == "Podman"
}

#[test]
fn a_base_image_that_stops_coming() {
    each(&async |subject| {
        if tells_nothing(subject) {
            return;
        }
        // The first engine makes it, so that the one behind the way does not have it.
        let made = machine().subjects[0].plan(&format!("stopping {}", subject.name), &large(subject)).await.0.unwrap();
        let behind = Behind::new(subject, "stopping").await;
        behind.way.set(Fault::HangsDownloads);
        let image = format!("localhost/{}@{}", made.repository, made.manifest);
        let (cause, rule) = behind.cause(subject, &image, "RUN true").await;
        let words = "cannot be pulled: the registry sent nothing for 6 seconds. Check the reference";
        assert!(cause.starts_with(&format!("the base image {}/", behind.way.address())), "{}: {cause}", subject.name);
        assert!(cause.contains(words), "{}: {cause}", subject.name);
        assert_eq!(rule, Some("docker-pull-io"), "{}", subject.name);
    });
}

#[test]
fn an_image_that_the_registry_stops_taking() {
    each(&async |subject| {
        if tells_nothing(subject) {
            return;
        }
        subject.base().await;
        let behind = Behind::new(subject, "untaken").await;
        behind.way.set(Fault::HangsUploads);
        let (cause, rule) = behind.cause(subject, DEFAULT_BASE_IMAGE, &large(subject)).await;
        let words =
            "the image cannot be pushed to the registry: the registry accepted nothing for 6 seconds. Make sure";
        assert!(cause.starts_with(words), "{}: {cause}", subject.name);
        assert_eq!(rule, Some("docker-push"), "{}", subject.name);
    });
}
