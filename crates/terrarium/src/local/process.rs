//! The processes of tools: short questions, and work that people watch.

use std::{io, process::Stdio, time::Duration};
use tokio::process::Command;

/// How long a tool may take to say that it is there: a daemon on another machine may have to be reached.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a short command answers.
///
/// # Errors
/// Why it does not, in its own words.
pub async fn answer(mut command: Command) -> Result<String, String> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await.map_err(|_| "it does not answer".to_owned())?;
    let output = output.map_err(|error| not_started(&error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
}

/// Does work that people watch on standard error: standard output is for results.
///
/// # Errors
/// How it ended.
pub async fn watched(mut command: Command) -> Result<(), String> {
    command.stdin(Stdio::null()).stdout(io::stderr()).kill_on_drop(true);
    let status = command.status().await.map_err(|error| not_started(&error))?;
    if status.success() { Ok(()) } else { Err(format!("the tool ended with {status}")) }
}

fn not_started(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not installed".into(),
        _ => format!("it cannot be started: {error}"),
    }
}
