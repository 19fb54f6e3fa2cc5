//! Step 2 by a real engine, on the default base image.

use crate::channel::{PLACEHOLDER, channel, package};
use crate::find;
use crate::step::{conda, pip};
use crate::workspace::{plan, workspace};
use builder::{BuildError, Built, Event};
use definition::{Digest, Plan, PythonPlan};
use tokio_util::sync::CancellationToken;

fn with_packages(python: PythonPlan) -> Plan {
    let mut plan = plan("RUN true");
    plan.digests.image = Digest::of(&format!("{python:?}"));
    Plan { python: Some(python), ..plan }
}

fn build(plan: &Plan) -> (Result<Built, BuildError>, String) {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (events, mut received) = tokio::sync::mpsc::channel(10_000);
        let outcome = workspace.builder.build(plan, false, &events, &CancellationToken::new()).await;
        drop(events);
        let mut log = String::new();
        while let Some(event) = received.recv().await {
            if let Event::Line(_, line) = event {
                log += &(line + "\n");
            }
        }
        (outcome, log)
    })
}

#[test]
fn pip_packages_are_built_into_an_image() {
    let (built, log) = build(&with_packages(pip("", "six==1.16.0\n")));
    let built = built.unwrap_or_else(|error| panic!("{error}\n{log}"));
    assert_eq!(find(&built.lock, "six").version, "1.16.0");
    assert!(log.contains("Resolved 1 package") && !built.dockerfile.contains("six"), "{log}");
    assert_eq!(built.layers.last().unwrap().part, "Python");
    assert!(workspace().folder.join("packages/uv").is_dir(), "what was downloaded serves the next build");
}

#[test]
fn conda_packages_are_built_into_an_image() {
    let script = "echo \"the prefix is $(cat /opt/env/share/prefix)\"\n";
    let folder = channel(&[package("a", "1.0").file("share/prefix", PLACEHOLDER).file("bin/.a-post-link.sh", script)]);
    let channel = format!("file://{}", folder.path().display());
    let (built, log) = build(&with_packages(conda(&[&channel], &["a"], "")));
    let built = built.unwrap_or_else(|error| panic!("{error}\n{log}"));
    assert_eq!(find(&built.lock, "a").version, "1.0");
    assert!(log.contains("the prefix is /opt/env\n"), "{log}");
}

#[test]
fn a_package_that_does_not_exist_is_the_cause() {
    let (outcome, _) = build(&with_packages(pip("", "no-such-package-of-terrarium\n")));
    let cause = outcome.expect_err("no image").to_string();
    assert!(cause.contains("no-such-package-of-terrarium was not found"), "{cause}");
}

#[test]
fn a_base_image_with_another_python_is_the_cause() {
    let (outcome, _) = build(&with_packages(pip("=3.2", "six\n")));
    let cause = outcome.expect_err("no image").to_string();
    assert!(cause.starts_with("the definition asks for Python 3.2, the base image has 3."), "{cause}");
}
