//! `terrarium runs`: the runs of the workspace.

use super::print_json;
use crate::{arguments::Runs, client::Client, failure::Failure};
use api::{Run, RunList, RunState, path};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::{fmt::Write as _, process::ExitCode};

/// Lists runs, newest first.
///
/// # Errors
/// When the workspace does not answer or refuses.
pub async fn runs(arguments: &Runs) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let mut path = format!("{}?limit={}", path::RUNS, arguments.limit);
    for (name, value) in [("environment", &arguments.environment), ("state", &arguments.state)] {
        if let Some(value) = value {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            let _ = write!(path, "&{name}={value}");
        }
    }
    let list: RunList = client.get(&path).await?;
    for run in &list.items {
        if arguments.server.json {
            print_json(run)?;
        } else {
            println!("{}", line(run));
        }
    }
    if list.items.is_empty() && !arguments.server.json {
        eprintln!("no runs");
    }
    Ok(ExitCode::SUCCESS)
}

/// `12  failed, exit code 3  training:7  2026-11-26T20:00:00.000Z`.
fn line(run: &Run) -> String {
    let code = run.exit_code.filter(|code| *code != 0).map(|code| format!(", exit code {code}")).unwrap_or_default();
    let title = if run.display_name.is_empty() { String::new() } else { format!("  {}", run.display_name) };
    format!("{:<5} {:<24} {}  {}{title}", run.id, format!("{}{code}", word(run.state)), run.submitted_at, run.version)
}

fn word(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "queued",
        RunState::Building => "building",
        RunState::Running => "running",
        RunState::Completed => "completed",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
    }
}
