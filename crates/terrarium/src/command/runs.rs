//! `terrarium submit` and `terrarium runs`: commands on the machine of the workspace.

use super::follow::{self, OutputMode};
use crate::{
    client::Client,
    failure::Failure,
    file,
    folder::Files,
    options::{Reading, Server, pair, with_version},
    output::{print_json, print_line, print_note},
};
use api::{Run, RunCommand, RunDefinition, RunEvent, RunList, RunState, RunTarget, RunTrouble, StartRun, code, path};
use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::{collections::BTreeMap, env, fmt::Write as _, path::PathBuf, process::ExitCode};

/// Exit codes as shells and container engines use them.
const NOT_RUN: u8 = 125;
const COMMAND_NOT_FOUND: u8 = 127;

/// `terrarium submit`.
#[derive(Args)]
#[command(after_help = "\
A file or folder with a definition is registered if it is new; the image is built if there is none. Its
log goes to standard error, the output of the command to standard output. The run continues after you
disconnect: `terrarium runs` and the console show it.

Examples:
  terrarium submit training -- python train.py
  terrarium submit training:7 --folder . --env EPOCHS=3 -- python train.py
  terrarium submit environment.yml --env HF_TOKEN -- python -c 'import numpy'
  terrarium submit training --detach -- sh -c 'python train.py && python score.py'

The files of --folder are in /workspace, where the command starts; changes there are discarded. The value
of a variable that is a secret, by its name or its form, is never shown, and deleted once the run has
started.

The exit code is that of the command, 127 if there is no such command, or 125 if it could not be run.")]
pub struct Submit {
    /// An environment or a version (NAME:VERSION), a file with a definition, or a folder with a Dockerfile or saved by Azure's SDK
    #[arg(value_name = "NAME[:VERSION]|FILE|FOLDER")]
    pub target: PathBuf,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true)]
    pub command: Vec<String>,
    /// The environment in which a file is registered; by default one that is not listed
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// A variable, NAME=VALUE, or NAME to pass on its value; can be repeated
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = variable)]
    pub env: Vec<(String, String)>,
    /// A folder whose files are in /workspace, except those that .dockerignore excludes
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// A title for the run
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub display_name: String,
    /// Print the number of the run and do not wait for it
    #[arg(long)]
    pub detach: bool,
    /// How the target is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium runs`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium runs
  terrarium runs --environment training --state failed
  terrarium runs --json | jq -r 'select(.state == \"failed\") | .failure.message'")]
pub struct Runs {
    /// Only runs in this environment
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Only runs in this state: queued, building, running, completed, failed or cancelled
    #[arg(long)]
    pub state: Option<String>,
    /// How many to list, 1 to 200
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    pub limit: u32,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// Submits the command and follows it; the exit code is its own.
///
/// # Errors
/// When there is no such target, or the workspace does not answer or refuses.
pub async fn submit(arguments: &Submit) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let files = arguments.folder.as_deref().map(Files::read).transpose();
    let files = files.map_err(|error| Failure::new(code::INVALID_PARAMETER, error.message, error.help))?;
    let target = target(arguments, &client).await?;
    if let Some(files) = &files {
        files.upload(&client).await?;
    }
    let body = StartRun {
        target,
        command: RunCommand::Words(arguments.command.clone()),
        variables: arguments.env.iter().cloned().collect(),
        code: files.map(|files| files.digest()),
        name: None,
        display_name: arguments.display_name.clone(),
        experiment: String::new(),
        tags: BTreeMap::new(),
    };
    let run: Run = client.post(path::RUNS, &body).await?;
    if arguments.server.json {
        print_json(&run)?;
    } else if arguments.detach {
        print_line(run.id)?;
    }
    if arguments.detach {
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.server.json {
        let page = client.address(&format!("/runs/{}", run.id));
        print_note(format_args!("submitted run {} in {}: {page}", run.id, run.version));
    }
    let mode = OutputMode::of(&arguments.server);
    if run.state == RunState::Building {
        let build_mode = if arguments.server.json { mode } else { OutputMode::StandardError };
        let build = client.get(&path::build(run.build)).await?;
        // The run reports a failed build.
        drop(follow::follow(&client, build, build_mode).await);
    }
    finish(&client, follow_run(&client, run, mode).await?, mode)
}

/// An existing file or folder; otherwise a version.
async fn target(arguments: &Submit, client: &Client) -> Result<RunTarget, Failure> {
    let Submit { target, name, reading, .. } = arguments;
    if target.exists() || target.as_os_str() == "-" {
        let source = file::source(target, reading)?;
        source.upload(client).await?;
        let definition = RunDefinition { definition: source.definition.to_json(), environment: name.clone() };
        return Ok(RunTarget::Definition(definition));
    }
    let text = target.display().to_string();
    if name.is_some() {
        return Err(Failure::new(
            code::INVALID_PARAMETER,
            format!("there is no file {text}, and --name is for files"),
            "Omit --name, or check the path of the file",
        ));
    }
    with_version(&text).parse().map(RunTarget::Version).map_err(|_| {
        Failure::new(
            code::INVALID_PARAMETER,
            format!("\u{201c}{text}\u{201d} is neither an existing file or folder nor an environment"),
            "Write NAME or NAME:VERSION, for example training:7, or the path of a file",
        )
    })
}

/// Follows a run to its end and prints its output.
async fn follow_run(client: &Client, mut run: Run, mode: OutputMode) -> Result<Run, Failure> {
    let path = path::run_events(run.id);
    let mut last = None;
    let mut attempts = follow::Attempts::default();
    while !run.state.is_over() {
        let handle = |event| -> Result<(), Failure> {
            if mode == OutputMode::Json {
                print_json(&event)?;
            }
            match event {
                RunEvent::Run(new) => run = *new,
                RunEvent::Lines(lines) if mode != OutputMode::Json => {
                    for line in lines {
                        print_line(&line.text)?;
                    }
                }
                RunEvent::Lines(_) => {}
            }
            Ok(())
        };
        let read = follow::read(client, &path, &mut last, handle).await;
        attempts.after(read)?;
        if !run.state.is_over() {
            follow::delay_retry().await;
        }
    }
    Ok(run)
}

fn finish(client: &Client, run: Run, mode: OutputMode) -> Result<ExitCode, Failure> {
    if mode == OutputMode::Json {
        print_json(&run)?;
    }
    if run.state == RunState::Completed {
        return Ok(ExitCode::SUCCESS);
    }
    let help = format!("See its log at {}", client.address(&format!("/runs/{}", run.id)));
    let id = run.id;
    let Some(failure) = run.failure else { return Err(Failure::new("run", format!("run {id} was cancelled"), help)) };
    let failed = Failure::new("run", format!("run {id} failed: {}", failure.message), help);
    let code = match (failure.kind, run.exit_code) {
        (RunTrouble::Exit, Some(code)) => u8::try_from(code).unwrap_or(NOT_RUN),
        (RunTrouble::Command, _) => COMMAND_NOT_FOUND,
        _ => NOT_RUN,
    };
    failed.report(mode == OutputMode::Json);
    Ok(ExitCode::from(code))
}

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
            print_line(line(run))?;
        }
    }
    if list.items.is_empty() && !arguments.server.json {
        print_note("no runs");
    }
    Ok(ExitCode::SUCCESS)
}

/// `12  failed, exit code 3  training:7  2026-11-26T20:00:00.000Z`.
fn line(run: &Run) -> String {
    let code = run.exit_code.filter(|code| *code != 0).map(|code| format!(", exit code {code}")).unwrap_or_default();
    let title = if run.display_name.is_empty() { String::new() } else { format!("  {}", run.display_name) };
    format!(
        "{:<5} {:<24} {}  {}{title}",
        run.id,
        format!("{}{code}", state_name(run.state)),
        run.submitted_at,
        run.version
    )
}

fn state_name(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "queued",
        RunState::Building => "building",
        RunState::Running => "running",
        RunState::Completed => "completed",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
    }
}

/// Parses `NAME=VALUE`, or `NAME` with the value of the environment variable.
fn variable(text: &str) -> Result<(String, String), String> {
    if text.contains('=') {
        return pair(text);
    }
    let value = env::var(text).map_err(|_| format!("{text} is not set here; write it as NAME=VALUE"))?;
    Ok((text.to_owned(), value))
}
