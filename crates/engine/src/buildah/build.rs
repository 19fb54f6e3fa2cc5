//! Builds and pushes images.

use super::{
    TOOL,
    start::{StartWatch, retry_start},
    tool::{Buildah, WorkFolder},
};
use crate::{
    certificates,
    engine::ImageBuilder,
    error::EngineError,
    heredoc::expand_heredocs,
    log::{LineSender, log_line},
    platform::server_platform,
    process::{run_watched, wait_until_stalled},
    pull::{Pulling, stalled_pull},
    request::ImageRequest,
};
use async_trait::async_trait;
use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
};
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

/// How often a build is started that loses a race for the images of the storage.
const MAX_ATTEMPTS: u32 = 3;
/// How the last line of such a build starts.
const LOST_RACE: &str = "Error: checking if cached image exists from a previous build: ";

impl Buildah {
    /// `buildah bud` of a request.
    fn bud(&self, request: &ImageRequest, dockerfile: &str, work: &WorkFolder) -> Command {
        let mut command = self.configured(self.process());
        command.env("TMPDIR", work.temporary_files());
        command.args(["bud", "--force-rm", "--pull", "--format", "oci"]);
        command.args(["--isolation", "chroot", "--network", "host"]);
        command.arg(if request.cached { "--layers" } else { "--layers=false" });
        if request.platform != server_platform() {
            command.args(["--platform", &request.platform]);
        }
        for (name, value) in &request.labels {
            command.args(["--label", &format!("{name}={value}")]);
        }
        if self.bundle.is_some() {
            for (variable, value) in certificates::arguments(dockerfile) {
                command.args(["--build-arg", &format!("{variable}={value}")]);
            }
        }
        let seen = format!("{}:{}:ro", work.certificates().display(), certificates::FOLDER);
        command.args(["--volume", &seen]);
        command.args(["--tag", &request.target]);
        if let Some(context) = &request.context {
            command.arg("--ignorefile").arg(work.empty_ignore_file());
            command.arg("--file").arg(request.folder.join("Dockerfile"));
            command.arg(context);
        } else {
            command.arg(&request.folder);
        }
        command
    }

    /// Pushes an image, as long as the registry takes bytes.
    async fn push(
        &self,
        request: &ImageRequest,
        work: &WorkFolder,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut push = self.configured(self.process());
        push.env("TMPDIR", work.temporary_files()).arg("push");
        push.arg("--digestfile").arg(work.digest_file()).arg(&request.target);
        let stalls = async |process| {
            wait_until_stalled(process, self.stall_timeout).await;
            let (target, seconds) = (&request.target, self.stall_timeout.as_secs());
            let line =
                format!("Error: pushing image \"{target}\": the registry accepted nothing for {seconds} seconds");
            log_line(log, line).await;
        };
        let watch = StartWatch::default();
        let outcome = run_watched(TOOL, push, log, cancel, (|line: &str| watch.read_line(line), stalls)).await;
        watch.judge(outcome)
    }

    /// Builds an image, as long as the registries of its base images send bytes. `raced` is set
    /// when it failed because an image of the storage, all of which are its cache, came or went while it looked.
    async fn run_bud(
        &self,
        bud: Command,
        log: &LineSender,
        cancel: &CancellationToken,
        raced: &AtomicBool,
    ) -> Result<(), EngineError> {
        let pulling = Pulling::default();
        let stalls = async |process| {
            loop {
                wait_until_stalled(process, self.stall_timeout).await;
                if let Some(image) = pulling.longer_than(self.stall_timeout) {
                    return log_line(log, stalled_pull(&image, self.stall_timeout)).await;
                }
            }
        };
        let watch = StartWatch::default();
        let on_line = |line: &str| {
            watch.read_line(line);
            pulling.read_line(line);
            raced.fetch_or(line.starts_with(LOST_RACE), Ordering::Relaxed);
        };
        let outcome = run_watched(TOOL, bud, log, cancel, (on_line, stalls)).await;
        watch.judge(outcome)
    }

    /// Builds an image, again when it loses a race for the images of the storage.
    async fn build(
        &self,
        request: &ImageRequest,
        dockerfile: &str,
        work: &WorkFolder,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut attempts = MAX_ATTEMPTS;
        loop {
            let raced = AtomicBool::new(false);
            let outcome = self.run_bud(self.bud(request, dockerfile, work), log, cancel, &raced).await;
            attempts -= 1;
            if outcome.is_ok() || attempts == 0 || !raced.into_inner() {
                return outcome;
            }
        }
    }
}

#[async_trait]
impl ImageBuilder for Buildah {
    async fn build_image(
        &self,
        request: &ImageRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let context = request.context.as_deref().unwrap_or(&request.folder);
        let dockerfile = match expand_heredocs(&request.folder, context).map_err(start)? {
            Ok(dockerfile) => dockerfile,
            Err(reason) => {
                log_line(log, reason).await;
                return Err(EngineError::Failed { tool: TOOL, status: "a Dockerfile that it cannot build".into() });
            }
        };
        let work = self.work_folder().map_err(start)?;
        let mut outcome = retry_start(cancel, || self.build(request, &dockerfile, &work, log, cancel)).await;
        if outcome.is_ok() {
            outcome = retry_start(cancel, || self.push(request, &work, log, cancel)).await;
        }
        if outcome.is_err()
            && let Err(reason) = self.remove_containers(&work).await
        {
            tracing::warn!(reason, "could not remove a working container; the next start will");
        }
        outcome?;
        if !request.cached
            && let Err(reason) = self.remove_image(&request.target).await
        {
            tracing::warn!(reason, "could not remove the local copy of a pushed image");
        }
        Ok(fs::read_to_string(work.digest_file()).map_err(start)?.trim().to_owned())
    }
}
