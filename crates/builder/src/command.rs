//! A command of a person in a finished image: where it starts, what it gets, how it ended.

use crate::{
    Access, BuildError, Builder, EngineError, EngineRun, EventSender, Folder, Setting, Step, cause, ending::with_ending,
};
use definition::Digest;
use std::{collections::BTreeMap, fs, sync::Arc};
use tokio_util::sync::CancellationToken;

/// Where a command finds its files, and starts.
const FOLDER: &str = "/workspace";

/// A command in a finished image.
#[derive(Clone, Copy, Debug)]
pub struct Command<'a> {
    /// The manifest digest of the image (`sha256:…`).
    pub manifest: &'a str,
    /// `os/architecture`.
    pub platform: &'a str,
    /// The program and its arguments. No shell reads them.
    pub words: &'a [String],
    /// The variables that it gets besides those of the image.
    pub variables: &'a BTreeMap<String, String>,
    /// Variables that nobody else sees, see [`Setting::secrets`].
    pub secrets: &'a BTreeMap<String, String>,
    /// The files that it finds in `/workspace`, by the digest of their context; none for an empty folder. What it writes
    /// there is nobody's.
    pub files: Option<Digest>,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit code; 128 and the number of the signal when one ended it.
    Exited(i32),
    /// It could not be started: there is no such program in the image, or it may not be executed. In the engine's words.
    NotStarted(String),
}

impl Builder {
    /// Runs a command to its end. Its output goes out as lines of [`Step::Command`], without the engine's own last words.
    ///
    /// # Errors
    /// See [`BuildError`]: the image or the files are gone, the registry or the engine does not work, somebody stopped it.
    pub async fn command(
        &self,
        command: &Command<'_>,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Ended, BuildError> {
        let work = self.work_folder()?;
        self.patiently(Step::Command, events, cancel, || self.registry.reachable()).await?;
        let files = if let Some(files) = self.context(command.files, work.path()).await? {
            files
        } else {
            let empty = work.path().join("files");
            fs::create_dir(&empty)?;
            empty
        };
        let run = EngineRun {
            step: Step::Command,
            image: format!("{}/{}@{}", self.registry.address(), self.image_repository(), command.manifest),
            platform: command.platform.to_owned(),
            command: command.words.to_vec(),
            folders: vec![Folder { from: files, to: FOLDER.into(), access: Access::Scratch }],
            setting: Setting {
                directory: Some(FOLDER.into()),
                variables: command.variables.clone(),
                secrets: command.secrets.clone(),
            },
        };
        self.attempt(&run, events, cancel).await
    }

    /// Runs a command in a container to its end, without telling the engine's own last words, and says how it ended.
    pub(crate) async fn attempt(
        &self,
        run: &EngineRun,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Ended, BuildError> {
        let engine = Arc::clone(self.engine.as_ref().map_err(|reason| BuildError::NoEngine(reason.clone()))?);
        let work = |events| async move { engine.run(run, &events, cancel).await };
        let (outcome, ending) = with_ending(run.step, events, work).await;
        match outcome {
            Ok(()) => Ok(Ended::Exited(0)),
            Err(EngineError::Cancelled) => Err(BuildError::Cancelled),
            Err(EngineError::Start { source, .. }) => Err(BuildError::Machine(source)),
            Err(error @ (EngineError::Exited { .. } | EngineError::Failed { .. })) => {
                let refused = matches!(error, EngineError::Failed { .. });
                match (ending.not_started(refused), error) {
                    (Some(reason), _) => Ok(Ended::NotStarted(reason.to_owned())),
                    (None, EngineError::Exited { code, .. }) => {
                        Ok(Ended::Exited(ending.signal().map_or(code, |signal| 128 + signal)))
                    }
                    (None, error) => {
                        let cause = cause::cause(&ending.tail(), &error);
                        Err(BuildError::Step { step: run.step, cause })
                    }
                }
            }
        }
    }
}
