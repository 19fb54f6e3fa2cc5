//! What a person reads: help that teaches, errors that say what to do.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

fn terrarium(arguments: &[&str]) -> Output {
    in_folder(Path::new(env!("CARGO_TARGET_TMPDIR")), arguments)
}

fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    command.args(arguments).current_dir(folder);
    command.env_remove("TERRARIUM_SERVER").env_remove("TERRARIUM_TOOL").output().expect("the binary runs")
}

/// Exit code, standard output and standard error as one text.
fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    format!("exit code {}\n{}{}", output.status.code().expect("no signal"), text(&output.stdout), text(&output.stderr))
}

#[test]
fn help_teaches_every_command() {
    for command in [
        "",
        "serve",
        "hash",
        "check",
        "preview",
        "register",
        "build",
        "run",
        "submit",
        "runs",
        "pull",
        "evict",
        "export",
        "azure-config",
    ] {
        let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        insta::assert_snapshot!(format!("help_{command}"), told(&terrarium(&arguments)));
    }
}

#[test]
fn only_loopback_is_listened_on() {
    insta::assert_snapshot!(told(&terrarium(&["serve", "--listen", "0.0.0.0:8080"])));
}

#[test]
fn a_workspace_that_does_not_answer_is_named() {
    // Port 9 is reserved for discarding; nothing listens there.
    let arguments = ["export", "training:7", "--server", "http://127.0.0.1:9"];
    insta::assert_snapshot!(told(&terrarium(&arguments)));
    let for_machines = terrarium(&[&arguments[..], &["--json"]].concat());
    let error: api::Error = serde_json::from_slice(&for_machines.stderr).unwrap();
    assert_eq!(error.code, api::code::UNAVAILABLE);
}

#[test]
fn what_is_neither_file_nor_version_is_said() {
    insta::assert_snapshot!(told(&terrarium(&["build", "trainin"])));
}

#[test]
fn order_case_and_blanks_do_not_change_the_hash() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.yml"),
        "name: a\ndependencies:\n- python=3.11\n- pip:\n  - six==1.16.0\n  - idna\n",
    )
    .unwrap();
    fs::write(folder.path().join("b.yml"), "name: b\ndependencies:\n- pip: [IDNA, six == 1.16.0]\n- Python = 3.11\n")
        .unwrap();
    let output = in_folder(folder.path(), &["hash", "--json", "--base-image", "python:3.12", "a.yml", "b.yml"]);
    assert!(output.status.success());
    let lines: Vec<serde_json::Value> =
        output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(lines[0]["file"], "a.yml");
    assert_eq!(lines[0]["digests"], lines[1]["digests"]);
    insta::assert_json_snapshot!(lines[0]);
}

#[test]
fn a_file_without_a_hash_is_an_answer_and_the_exit_code_tells() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), "six==1.16.0\n").unwrap();
    fs::write(folder.path().join("broken.yml"), "dependencies:\n- numpy\n- 3.10\n").unwrap();
    let arguments = ["hash", "--base-image", "python:3.12", "good.txt", "broken.yml", "missing.yml"];
    insta::assert_snapshot!(told(&in_folder(folder.path(), &arguments)));
    insta::assert_snapshot!(told(&in_folder(folder.path(), &[&arguments[..], &["--json"]].concat())));
}

#[test]
fn a_file_without_a_base_image_says_how_to_give_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("requirements.txt"), "six==1.16.0\n").unwrap();
    insta::assert_snapshot!(told(&in_folder(folder.path(), &["hash", "requirements.txt"])));
}

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("requirements.txt"), "six==1.16.0\n").unwrap();
    // More than a pipe holds, so that the command is still writing when nobody reads.
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    command.args(["hash", "--base-image", "python:3.12"]).args(vec!["requirements.txt"; 1_000]);
    command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    // What a shell reports of a program that the signal of a closed pipe ended.
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(141), ""));
}

#[test]
fn a_machine_without_tools_says_what_was_looked_for() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    command.args(["run", "training", "--", "true"]).env("PATH", "").env_remove("TERRARIUM_TOOL");
    insta::assert_snapshot!(told(&command.output().expect("the binary runs")));
}
