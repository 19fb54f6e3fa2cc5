//! Running other programs.

use crate::Error;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The folder of the console.
pub fn dist() -> PathBuf {
    repository().join("dist")
}

/// The folder of the repository.
pub fn repository() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// A program, run in the repository.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(repository());
    command
}

/// `cargo` with these arguments, split at blanks.
pub fn cargo(arguments: &str) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace());
    command
}

/// `cargo` with these arguments, split at blanks, at a low priority.
pub fn background_cargo(arguments: &str) -> Command {
    let cargo = cargo(arguments);
    let Some(nice) = find("nice") else { return cargo };
    let mut command = program(nice);
    command.args(["-n", "10"]).arg(cargo.get_program()).args(cargo.get_args());
    command
}

/// Runs a program, with its output on the terminal.
///
/// # Errors
/// When it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<(), Error> {
    let status = command.status().map_err(|source| Error::Start { command: command_line(command), source })?;
    if status.success() { Ok(()) } else { Err(Error::Failed { command: command_line(command), status }) }
}

/// Runs a program and returns its output.
///
/// # Errors
/// When it cannot be started or fails.
pub fn output(command: &mut Command) -> Result<String, Error> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Error::Start { command: command_line(command), source })?;
    if !output.status.success() {
        return Err(Error::Failed { command: command_line(command), status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program. Its output is shown only if it fails.
///
/// # Errors
/// When it cannot be started or fails.
pub fn quietly(command: &mut Command) -> Result<(), Error> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Start { command: command_line(command), source })?;
    if output.status.success() {
        return Ok(());
    }
    eprintln!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(Error::Failed { command: command_line(command), status: output.status })
}

/// Finds a program on the `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The command line as a person would type it, without the path of the program.
pub fn command_line(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
