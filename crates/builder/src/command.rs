//! A command of a person in a finished image.

use crate::{
    builder::Builder,
    error::BuildError,
    event::{EventSender, Step},
    job::Ended,
    stages::unpack_context,
};
use definition::Digest;
use engine::{Access, CommandRequest, Mount};
use std::{collections::BTreeMap, fs};
use tokio_util::sync::CancellationToken;

/// Where a command finds its files, and starts.
const WORKSPACE: &str = "/workspace";

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
    /// Variables that nobody else sees, see [`CommandRequest::secrets`].
    pub secrets: &'a BTreeMap<String, String>,
    /// The files in `/workspace`, by the digest of their context; `None` for an empty folder. What the command writes there
    /// is discarded.
    pub files: Option<Digest>,
}

impl Builder {
    /// Runs a command to its end. Its output goes out as lines of [`Step::Command`], without the engine's own last lines.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub async fn command(
        &self,
        command: &Command<'_>,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Ended, BuildError> {
        let work = self.work_folder()?;
        let job = self.job(work.path(), events, cancel);
        job.retry(Step::Command, || self.registry().reachable()).await?;
        let files = if let Some(files) = unpack_context(&self.contexts, command.files, work.path()).await? {
            files
        } else {
            let empty = work.path().join("files");
            fs::create_dir(&empty)?;
            empty
        };
        let request = CommandRequest {
            image: job.image_reference(command.manifest),
            platform: command.platform.to_owned(),
            command: command.words.to_vec(),
            mounts: vec![Mount { source: files, target: WORKSPACE.into(), access: Access::Scratch }],
            working_directory: Some(WORKSPACE.into()),
            variables: command.variables.clone(),
            secrets: command.secrets.clone(),
        };
        job.attempt(Step::Command, &request).await
    }
}
