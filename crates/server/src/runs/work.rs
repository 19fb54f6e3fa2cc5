//! One run, from its beginning to its end in the store.

use super::{end::finish, hidden::Hidden, recovery::INTERRUPTED};
use crate::{
    Error,
    checked::Checked,
    limited::{self, Stop},
    recorder::Recorder,
    store::{
        log::Log,
        runs::{self, End, Stored},
        versions,
    },
    workspace::Rooms,
};
use api::{Run, RunCommand, RunState, RunTrouble, WorkspaceEvent, amount};
use builder::{BuildError, Command, Ended, EventSender};
use std::{collections::BTreeMap, io, time::Duration};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many lines a command may be ahead of the store.
const AHEAD: usize = 256;
/// How long to wait before writing the end of a run again, when the database failed.
const PAUSE: Duration = Duration::from_secs(1);

type Secrets = BTreeMap<String, String>;

/// Runs the command and writes down how it ended, however that is.
pub async fn work(
    rooms: &Rooms,
    stored: &Stored,
    started_at: &str,
    secrets: io::Result<Secrets>,
    cancel: &CancellationToken,
) {
    let id = stored.run.id;
    let end = match secrets {
        Ok(secrets) if secrets.len() == stored.run.secrets.len() => {
            told(rooms, stored, started_at, &secrets, cancel).await
        }
        Ok(_) => Some(machine("the values of its secret variables are gone; submit it again")),
        Err(error) => Some(machine(format!("the values of its secret variables cannot be read: {error}"))),
    };
    while let Err(error) = write(rooms, id, end.as_ref()).await {
        tracing::error!(%error, run = id, "the end of a run cannot be written");
        if rooms.stopping.is_cancelled() {
            // The next start finds the run and marks it.
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
    rooms.events.tell(WorkspaceEvent::Run(id));
}

/// Runs the command with its lines going into the log; none when it was stopped.
async fn told(
    rooms: &Rooms,
    stored: &Stored,
    started_at: &str,
    secrets: &Secrets,
    cancel: &CancellationToken,
) -> Option<End> {
    let (sender, said) = mpsc::channel(AHEAD);
    let (shown, receiver) = mpsc::channel(AHEAD);
    let hidden = Hidden::of(secrets);
    let recorder = Recorder::new(rooms, Log::Run(stored.run.id), started_at);
    let (ended, (), written) = tokio::join!(
        carry_out(rooms, stored, secrets, sender, cancel),
        hidden.hand_on(said, shown),
        recorder.record(receiver, cancel)
    );
    match written {
        Ok(()) => ended,
        Err(error) => Some(machine(format!("the log could not be written, so the command was stopped: {error}"))),
    }
}

/// How the command ended; none when it was stopped.
async fn carry_out(
    rooms: &Rooms,
    stored: &Stored,
    secrets: &Secrets,
    events: EventSender,
    cancel: &CancellationToken,
) -> Option<End> {
    let manifest = stored.manifest.as_deref().unwrap_or_default();
    let Prepared { words, variables, platform, interpreter } = match prepared(rooms, &stored.run, secrets).await {
        Ok(prepared) => prepared,
        Err(error) => return Some(machine(format!("the version cannot be read: {error}"))),
    };
    let files = stored.run.code;
    let command = Command { manifest, platform: &platform, words: &words, variables: &variables, secrets, files };
    let longest = rooms.settings.limits.run_time;
    let run = |stop: CancellationToken| async move { rooms.builder.command(&command, &events, &stop).await };
    match limited::watched(rooms, longest, cancel, run).await {
        (_, Some(Stop::Asked)) | (Some(Ok(Err(BuildError::Cancelled))) | None, None) => None,
        (_, Some(Stop::Late)) => Some(End::failed(
            RunTrouble::Time,
            format!(
                "the command took longer than {}, the longest that this workspace lets a run take. Make it faster, or \
                 start the server with a longer --run-time-limit",
                amount::duration(longest)
            ),
        )),
        (_, Some(Stop::Full(_))) => Some(machine(full(rooms))),
        (Some(Ok(Ok(ended))), None) => Some(of(ended, interpreter.as_deref())),
        (Some(Ok(Err(_))), None) if limited::filled(rooms).is_some() => Some(machine(full(rooms))),
        (Some(Ok(Err(error))), None) => Some(machine(error.to_string())),
        (Some(Err(_)), None) => {
            Some(machine("the engine failed in a way that it should not; the server's log says more"))
        }
    }
}

/// What a container is started with.
struct Prepared {
    words: Vec<String>,
    variables: BTreeMap<String, String>,
    platform: String,
    /// The interpreter that the definition names, when the command asks for it.
    interpreter: Option<String>,
}

async fn prepared(rooms: &Rooms, run: &Run, secrets: &Secrets) -> Result<Prepared, Error> {
    let mut connection = rooms.store.read().await?;
    let version = versions::get(&mut connection, &run.version.environment, &run.version.version).await?;
    drop(connection);
    let version = version.ok_or_else(|| Error::not_found(format!("version {}", run.version)))?;
    let checked = Checked::stored(&version.definition)?;
    let definition = &checked.definition;
    let (words, interpreter) = match &run.command {
        RunCommand::Words(words) => {
            (definition::command_words(words, definition), definition::named_interpreter(words, definition))
        }
        RunCommand::Shell(line) => (definition::command_line(line, definition), None),
    };
    let interpreter = interpreter.map(str::to_owned);
    let mut variables = definition.variables.clone();
    variables.extend(run.variables.clone());
    variables.retain(|name, _| !secrets.contains_key(name));
    let platform = definition::plan(&checked.canonical).platform;
    Ok(Prepared { words, variables, platform, interpreter })
}

/// Writes down how a run ended; without an end, that it was stopped.
async fn write(rooms: &Rooms, id: i64, end: Option<&End>) -> Result<(), Error> {
    let mut write = rooms.store.write().await?;
    let asked = runs::get(&mut write, id).await?.is_some_and(|stored| stored.cancelling);
    let end = match end {
        Some(end) => end,
        None if !asked && rooms.stopping.is_cancelled() => &End::failed(RunTrouble::Interrupted, INTERRUPTED),
        None => &End::CANCELLED,
    };
    finish(&mut write, rooms, id, end).await?;
    write.commit().await?;
    Ok(())
}

fn of(ended: Ended, interpreter: Option<&str>) -> End {
    match ended {
        Ended::Exited(0) => End { state: RunState::Completed, exit_code: Some(0), failure: None },
        Ended::Exited(code) => {
            let message = match code {
                127 => "the command ended with exit code 127, which shells give when there is no such command".into(),
                137 => "the command was killed (exit code 137), probably because the memory was used up".into(),
                code => format!("the command ended with exit code {code}"),
            };
            End { exit_code: Some(code), ..End::failed(RunTrouble::Exit, message) }
        }
        Ended::NotStarted(reason) => {
            let way_out = interpreter.map(|path| {
                format!(
                    ". {path} is the interpreter that the definition names: correct its path (python.interpreterPath) \
                     and register it again"
                )
            });
            let way_out = way_out.unwrap_or_default();
            End::failed(RunTrouble::Command, format!("the command cannot be started: {reason}{way_out}"))
        }
    }
}

fn machine(message: impl Into<String>) -> End {
    End::failed(RunTrouble::Machine, message)
}

fn full(rooms: &Rooms) -> String {
    format!(
        "the disk ran full: runs leave {} to the workspace itself. Free some space, then run it again",
        amount::bytes(rooms.settings.limits.keep_free)
    )
}
