//! `terrarium submit`: a command in an environment, on the machine of the workspace.

use super::{
    follow::{self, Told},
    print_json,
};
use crate::{arguments::Submit, client::Client, failure::Failure, file, folder::Files};
use api::{Run, RunCommand, RunDefinition, RunEvent, RunState, RunTarget, RunTrouble, StartRun, code, path};
use std::process::ExitCode;

/// The exit code for what could not be run, and for a command that there is not, as shells and containers have it.
const NOT_RUN: u8 = 125;
const NO_COMMAND: u8 = 127;

/// Submits the command and follows it; the exit code is its own.
///
/// # Errors
/// When the target is nothing, or the workspace does not answer or refuses.
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
        tags: std::collections::BTreeMap::new(),
    };
    let run: Run = client.post(path::RUNS, &body).await?;
    if arguments.server.json {
        print_json(&run)?;
    } else if arguments.detach {
        println!("{}", run.id);
    }
    if arguments.detach {
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.server.json {
        let page = client.address(&format!("/runs/{}", run.id));
        eprintln!("run {} in {} is submitted: {page}", run.id, run.version);
    }
    let told = Told::by(&arguments.server);
    if run.state == RunState::Building {
        let aside = if arguments.server.json { told } else { Told::Aside };
        let build = client.get(&path::build(run.build)).await?;
        // The run says what came of it.
        drop(follow::follow(&client, build, aside).await);
    }
    ended(&client, follow_run(&client, run, told).await?, told)
}

/// What exists as a file or folder is one; all else is a version.
async fn target(arguments: &Submit, client: &Client) -> Result<RunTarget, Failure> {
    let Submit { target, name, reading, .. } = arguments;
    if target.exists() || target.as_os_str() == "-" {
        let source = file::source(target, reading)?;
        source.upload(client).await?;
        let brought = RunDefinition { definition: source.definition.to_json(), environment: name.clone() };
        return Ok(RunTarget::Definition(brought));
    }
    let text = target.display().to_string();
    if name.is_some() {
        return Err(Failure::new(
            code::INVALID_PARAMETER,
            format!("there is no file {text}, and --name is the name that a file gets"),
            "Leave --name out, or check the path of the file",
        ));
    }
    let whole = if text.contains(':') { text.clone() } else { format!("{text}:latest") };
    whole.parse().map(RunTarget::Version).map_err(|_| {
        Failure::new(
            code::INVALID_PARAMETER,
            format!("\u{201c}{text}\u{201d} is neither a file or folder that exists nor an environment"),
            "Write NAME or NAME:VERSION, for example training:7, or the path of a file",
        )
    })
}

/// Follows a run to its end, with its lines as they come.
async fn follow_run(client: &Client, mut run: Run, told: Told) -> Result<Run, Failure> {
    let path = path::run_events(run.id);
    let mut last = None;
    let mut attempts = follow::Attempts::default();
    while !run.state.is_over() {
        let hear = |event| -> Result<(), Failure> {
            if told == Told::Machines {
                print_json(&event)?;
            }
            match event {
                RunEvent::Run(new) => run = *new,
                RunEvent::Lines(lines) if told != Told::Machines => {
                    for line in lines {
                        println!("{}", line.text);
                    }
                }
                RunEvent::Lines(_) => {}
            }
            Ok(())
        };
        let read = follow::read(client, &path, &mut last, hear).await;
        attempts.after(read)?;
        if !run.state.is_over() {
            follow::pause().await;
        }
    }
    Ok(run)
}

fn ended(client: &Client, run: Run, told: Told) -> Result<ExitCode, Failure> {
    if told == Told::Machines {
        print_json(&run)?;
    }
    if run.state == RunState::Completed {
        return Ok(ExitCode::SUCCESS);
    }
    let kept = format!("Its log is kept at {}", client.address(&format!("/runs/{}", run.id)));
    let id = run.id;
    let Some(failure) = run.failure else { return Err(Failure::new("run", format!("run {id} was cancelled"), kept)) };
    let failed = Failure::new("run", format!("run {id} failed: {}", failure.message), kept);
    let code = match (failure.kind, run.exit_code) {
        (RunTrouble::Exit, Some(code)) => u8::try_from(code).unwrap_or(NOT_RUN),
        (RunTrouble::Command, _) => NO_COMMAND,
        _ => NOT_RUN,
    };
    failed.report(told == Told::Machines);
    Ok(ExitCode::from(code))
}
