//! One run, from its start to its end in the store.

use super::{finish::finish, recovery::INTERRUPTED, redaction::Redaction};
use crate::{
    Error,
    clock::{SharedClock, milliseconds_between},
    counterparts::IntoApi as _,
    definitions::Checked,
    events::Events,
    jobs::{JobLimits, JobRecorder, Log, LogFailure, StopReason, append_note, retry},
};
use api::{WorkspaceEvent, amount};
use builder::{BuildError, Builder, Command, Ended, EventSender};
use std::{collections::BTreeMap, io, sync::Arc};
use store::{
    RunState, RunTrouble, StepKind, Store,
    runs::{self, RunCommand, RunEnd, RunRow},
    versions,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many lines a command may be ahead of the store.
const EVENT_CAPACITY: usize = 256;

type Secrets = BTreeMap<String, String>;

/// Executes runs and records how they end.
#[derive(Clone)]
pub struct RunWorker {
    pub(super) store: Store,
    pub(super) builder: Arc<Builder>,
    pub(super) events: Events,
    pub(super) clock: SharedClock,
    pub(super) limits: JobLimits,
    pub(super) recorder: JobRecorder,
    pub(super) shutdown: CancellationToken,
}

/// What a container is started with.
struct Prepared {
    words: Vec<String>,
    variables: BTreeMap<String, String>,
    platform: String,
    /// The interpreter that the definition names, when the command asks for it.
    interpreter: Option<String>,
}

impl RunWorker {
    /// Executes the command and records how it ended, whatever happens.
    pub async fn work(
        &self,
        stored: &RunRow,
        started_at: &str,
        secrets: io::Result<Secrets>,
        cancel: &CancellationToken,
    ) {
        let id = stored.id;
        let (end, missing) = match secrets {
            Ok(secrets) if secrets.len() == stored.secrets.len() => {
                self.run_logged(stored, started_at, &secrets, cancel).await
            }
            Ok(_) => (Some(machine_failure("the values of its secret variables are gone; submit it again")), None),
            Err(error) => {
                (Some(machine_failure(format!("the values of its secret variables cannot be read: {error}"))), None)
            }
        };
        let note = missing.map(|missing| {
            let after = milliseconds_between(started_at, &self.clock.timestamp());
            (StepKind::Command, after, missing.note())
        });
        let goes_on = || !self.shutdown.is_cancelled();
        let mut recorded = retry(goes_on, || self.end(id, end.as_ref(), note.clone())).await;
        if let Err(error) = &recorded {
            tracing::error!(%error, run = id, "could not record the end of a run");
            // After a failure that may pass, or without an end, the next start finds the run and marks it.
            if !error.may_pass() && (end.is_some() || goes_on()) {
                let unrecorded = unrecorded(end.as_ref(), error);
                recorded = retry(goes_on, || self.end(id, Some(&unrecorded), None)).await;
            }
        }
        match recorded {
            Ok(()) => self.events.publish(WorkspaceEvent::Run(id)),
            Err(error) => tracing::error!(%error, run = id, "could not end a run; the next start marks it"),
        }
    }

    /// Executes the command with its output going into the log, and returns how it ended, `None` when it was stopped, and
    /// why a part of the log is missing.
    async fn run_logged(
        &self,
        stored: &RunRow,
        started_at: &str,
        secrets: &Secrets,
        cancel: &CancellationToken,
    ) -> (Option<RunEnd>, Option<LogFailure>) {
        let (sender, output) = mpsc::channel(EVENT_CAPACITY);
        let (redacted, receiver) = mpsc::channel(EVENT_CAPACITY);
        let redaction = Redaction::of(secrets);
        let (ended, (), written) = tokio::join!(
            self.execute(stored, secrets, sender, cancel),
            redaction.forward(output, redacted),
            self.recorder.record(Log::Run(stored.id), started_at, receiver, cancel)
        );
        let missing = written.err();
        let ended = match (ended, &missing) {
            (None, Some(LogFailure { error, has_cancelled: true })) => {
                Some(machine_failure(format!("the log could not be written, so the command was stopped: {error}")))
            }
            (ended, _) => ended,
        };
        (ended, missing)
    }

    /// How the command ended; `None` when it was stopped.
    async fn execute(
        &self,
        stored: &RunRow,
        secrets: &Secrets,
        events: EventSender,
        cancel: &CancellationToken,
    ) -> Option<RunEnd> {
        let manifest = stored.manifest.as_deref().unwrap_or_default();
        let Prepared { words, variables, platform, interpreter } = match self.prepare(stored, secrets).await {
            Ok(prepared) => prepared,
            Err(error) => return Some(machine_failure(format!("the version cannot be read: {error}"))),
        };
        let files = stored.code;
        let command = Command { manifest, platform: &platform, words: &words, variables: &variables, secrets, files };
        let run_time = self.limits.limits().run_time;
        let run = |stop: CancellationToken| async move { self.builder.command(&command, &events, &stop).await };
        match self.limits.enforce(run_time, cancel, run).await {
            (_, Some(StopReason::Cancelled)) | (Some(Ok(Err(BuildError::Cancelled))) | None, None) => None,
            (_, Some(StopReason::Timeout)) => Some(RunEnd::failed(
                RunTrouble::Time,
                format!(
                    "the command took longer than {}, the limit of this workspace. Make it faster, or start the server with \
                     a longer --run-time-limit",
                    amount::duration(run_time)
                ),
            )),
            (_, Some(StopReason::DiskFull(_))) => Some(self.disk_full()),
            (Some(Ok(Ok(ended))), None) => Some(end_of(ended, interpreter.as_deref())),
            (Some(Ok(Err(_))), None) if self.limits.full_disk().is_some() => Some(self.disk_full()),
            (Some(Ok(Err(error))), None) => Some(machine_failure(error.to_string())),
            (Some(Err(_)), None) => Some(machine_failure("internal error in the engine; see the server log")),
        }
    }

    async fn prepare(&self, run: &RunRow, secrets: &Secrets) -> Result<Prepared, Error> {
        let mut connection = self.store.read().await?;
        let version = versions::get(&mut connection, &run.version.environment, &run.version.version).await?;
        drop(connection);
        let version = version.ok_or_else(|| Error::not_found(format!("version {}", run.version.clone().into_api())))?;
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

    /// Records how a run ended; without an end, that it was stopped. `note` is the last line of its log.
    async fn end(&self, id: i64, end: Option<&RunEnd>, note: Option<(StepKind, u64, String)>) -> Result<(), Error> {
        let mut write = self.store.write().await?;
        let end = if let Some(end) = end {
            end
        } else {
            let is_requested = runs::get(&mut write, id).await?.is_some_and(|stored| stored.cancelling);
            if !is_requested && self.shutdown.is_cancelled() {
                &RunEnd::failed(RunTrouble::Interrupted, INTERRUPTED)
            } else {
                &RunEnd::CANCELLED
            }
        };
        if let Some(note) = note {
            append_note(&mut write, Log::Run(id), note).await?;
        }
        finish(&mut write, &*self.clock, id, end).await?;
        write.commit().await?;
        Ok(())
    }

    fn disk_full(&self) -> RunEnd {
        machine_failure(format!(
            "the disk ran full: runs leave {} to the workspace itself. Free some space, then run it again",
            amount::bytes(self.limits.limits().keep_free)
        ))
    }
}

fn end_of(ended: Ended, interpreter: Option<&str>) -> RunEnd {
    match ended {
        Ended::Exited(0) => RunEnd { state: RunState::Completed, exit_code: Some(0), failure: None },
        Ended::Exited(code) => {
            let message = match code {
                127 => "the command ended with exit code 127, which shells give when there is no such command".into(),
                137 => "the command was killed (exit code 137), probably because it ran out of memory".into(),
                code => format!("the command ended with exit code {code}"),
            };
            RunEnd { exit_code: Some(code), ..RunEnd::failed(RunTrouble::Exit, message) }
        }
        Ended::NotStarted(reason) => {
            let help = interpreter.map(|path| {
                format!(
                    ". {path} is the interpreter that the definition names: correct its path (python.interpreterPath) \
                     and register it again"
                )
            });
            let help = help.unwrap_or_default();
            RunEnd::failed(RunTrouble::Command, format!("the command cannot be started: {reason}{help}"))
        }
    }
}

/// The end of a run whose end cannot be recorded as it was, however often that is tried.
fn unrecorded(end: Option<&RunEnd>, error: &Error) -> RunEnd {
    let ended = match end {
        Some(RunEnd { exit_code: Some(code), .. }) => format!("the command ended with exit code {code}"),
        Some(RunEnd { failure: Some(failure), .. }) => failure.message.clone(),
        Some(_) | None => "the command was stopped".to_owned(),
    };
    machine_failure(format!("{ended}, but this could not be recorded: {error}"))
}

fn machine_failure(message: impl Into<String>) -> RunEnd {
    RunEnd::failed(RunTrouble::Machine, message)
}
