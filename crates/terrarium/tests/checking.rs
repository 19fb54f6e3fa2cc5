//! `terrarium check`: what people, scripts and other tools are told about files.

use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

const CONDA: &str = "name: x\nchanne:\n- conda-forge\ndependencies:\n- python=3.12\n- scipy\n- numpy\n";

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    command.arg("check").args(arguments).current_dir(folder).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn told(output: &Output) -> String {
    let code = output.status.code().expect("no signal");
    format!("exit code {code}\n{}{}", text(&output.stdout), text(&output.stderr))
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name, text| fs::write(folder.path().join(name), text).expect("written");
    write("environment.yml", CONDA);
    write("my requirements.txt", "six==1.16.0\nnumpy=1.26.4\n");
    write("Dockerfile", "FROM python@sha256:0000000000000000000000000000000000000000000000000000000000000000\n");
    folder
}

#[test]
fn people_read_a_line_for_each_check() {
    let folder = folder();
    let files = ["environment.yml", "my requirements.txt", "Dockerfile", "gone.yml", "training:7"];
    insta::assert_snapshot!(told(&check(folder.path(), &files)));
}

#[test]
fn the_exit_code_tells_from_which_severity_on() {
    let folder = folder();
    let code = |arguments: &[&str]| check(folder.path(), arguments).status.code();
    assert_eq!(code(&["Dockerfile", "--fail-on", "warning"]), Some(0));
    assert_eq!(code(&["environment.yml"]), Some(0));
    assert_eq!(code(&["environment.yml", "--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["environment.yml", "my requirements.txt"]), Some(1));
    assert_eq!(code(&["gone.yml"]), Some(1));
}

#[test]
fn scripts_read_one_object_a_line() {
    let folder = folder();
    let output = check(folder.path(), &["--format", "json", "environment.yml"]);
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    insta::assert_json_snapshot!(lines);
}

#[test]
fn other_tools_read_sarif() {
    let folder = folder();
    let output = check(folder.path(), &["--format", "sarif", "environment.yml", "my requirements.txt", "gone.yml"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let run = &report["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
    }
    insta::assert_json_snapshot!(run["results"]);
}

#[test]
fn standard_input_is_a_file_too() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    let streams = command.args(["check", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = streams.spawn().expect("the binary runs");
    running.stdin.take().expect("a pipe").write_all(CONDA.as_bytes()).expect("written");
    let output = running.wait_with_output().expect("it ends");
    let told_of = |line: &str| line.starts_with("-:2: warning key-misspelled: ");
    assert!(text(&output.stdout).lines().any(told_of), "{}", told(&output));
}

#[test]
fn a_credential_is_never_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    let line =
        "--find-links https://me:hunter2@index.example.org/simple\n-r https://me:hunter2@index.example.org/r.txt\n";
    fs::write(folder.path().join("requirements.txt"), format!("six\n{line}")).expect("written");
    for format in ["text", "json", "sarif"] {
        let output = check(folder.path(), &["requirements.txt", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        assert!(!told(&output).contains("hunter2"), "{}", told(&output));
    }
}

#[test]
fn the_policy_of_a_workspace_is_checked_too() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "policy.yml",
        "forbidden:\n- package: SciPy\n  reason: use our own build of it\nchannels:\n  allowed: [main]\n",
    );
    insta::assert_snapshot!(told(&check(folder.path(), &["--policy", "policy.yml", "environment.yml"])));
    write("broken.yml", "forbidden:\n- package: scipy\n  versions: 1.2\n");
    insta::assert_snapshot!(told(&check(folder.path(), &["--policy", "broken.yml", "environment.yml"])));
}

#[test]
fn what_cannot_be_built_is_said_before_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Dockerfile"), "FROM python:3.12\nRUNN true\n").expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    // Nobody listens there.
    command.args(["register", "training", "Dockerfile", "--server", "http://127.0.0.1:9"]).current_dir(folder.path());
    let said = text(&command.output().expect("the binary runs").stderr);
    let warning = said.find("warning: dockerfile-invalid: Unknown instruction `RUNN`").expect("a warning");
    assert!(said[warning..].contains("help: Did you mean `RUN`?\n"), "{said}");
}
