//! The processes of tools: short questions, and work that people watch.

use std::{
    io,
    process::{Output, Stdio},
    time::Duration,
};
use tokio::process::Command;

/// For an answer of a tool, whose daemon may be on another machine.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// What a short command answers.
///
/// # Errors
/// Why it does not, in its own words.
pub async fn answer(command: Command) -> Result<String, String> {
    let output = ended(command).await?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(last_words(&output))
}

/// How a short command ended, whatever its exit code.
///
/// # Errors
/// That it did not.
pub async fn ended(mut command: Command) -> Result<Output, String> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output =
        tokio::time::timeout(ANSWER_TIMEOUT, command.output()).await.map_err(|_| "it does not answer".to_owned())?;
    output.map_err(|error| not_started(&error))
}

/// The last line of what a command said before it failed, but for those that tell where help is.
pub fn last_words(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.contains("--help"));
    last.map_or_else(|| output.status.to_string(), str::to_owned)
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
