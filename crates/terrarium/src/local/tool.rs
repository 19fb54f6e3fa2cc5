//! The tool that runs containers on this machine.

use super::{
    buildah::Buildah,
    command_line::CommandLine,
    container::{Container, cache_folder},
    process,
};
use crate::failure::Failure;
use api::code::UNAVAILABLE;
use clap::ValueEnum;
use definition::Digest;
use std::{
    env, fs, io,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, SystemTime},
};

/// A tool that runs containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ToolChoice {
    /// Docker
    Docker,
    /// Podman
    Podman,
    /// Buildah, with chroot isolation
    Buildah,
}

impl ToolChoice {
    pub const fn program(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Buildah => "buildah",
        }
    }
}

/// A tool that runs containers on this machine.
#[derive(Debug)]
pub enum Tool {
    /// `docker` or `podman`.
    CommandLine(CommandLine),
    /// `buildah`, for machines that have neither.
    Buildah(Buildah),
}

impl Tool {
    /// The chosen tool, or else the first that works here.
    ///
    /// # Errors
    /// Why each of them cannot be used.
    pub async fn find(chosen: Option<ToolChoice>) -> Result<Self, Failure> {
        let all = [ToolChoice::Docker, ToolChoice::Podman, ToolChoice::Buildah];
        let mut reasons = Vec::new();
        for choice in all.into_iter().filter(|choice| chosen.is_none_or(|chosen| chosen == *choice)) {
            let found = match choice {
                ToolChoice::Docker => command_line(CommandLine::docker().await).await,
                ToolChoice::Podman => command_line(CommandLine::podman().await).await,
                ToolChoice::Buildah => Buildah::find().await.map(Self::Buildah),
            };
            match found {
                Ok(tool) => return Ok(tool),
                Err(reason) => reasons.push(format!("{}: {reason}", choice.program())),
            }
        }
        let reasons = reasons.join("; ");
        Err(match chosen {
            Some(_) => Failure::new(
                UNAVAILABLE,
                format!("the chosen tool cannot be used ({reasons})"),
                "Fix it, or omit --tool (TERRARIUM_TOOL) to use the first tool that works",
            ),
            None => Failure::new(
                UNAVAILABLE,
                format!("no tool on this machine can run containers ({reasons})"),
                "Install Docker, Podman or buildah (Debian, Ubuntu: apt install podman), or start its service",
            ),
        })
    }

    pub const fn program(&self) -> &'static str {
        match self {
            Self::CommandLine(tool) => tool.program(),
            Self::Buildah(_) => ToolChoice::Buildah.program(),
        }
    }

    /// Pulls an image, unless it is here, with the progress on standard error.
    ///
    /// # Errors
    /// When it cannot be pulled.
    pub async fn pull(&self, image: &str) -> Result<(), Failure> {
        let pulled = match self {
            Self::CommandLine(tool) => tool.pull(image).await,
            Self::Buildah(tool) => tool.pull(image).await,
        };
        pulled.map_err(|reason| {
            let registry = image.split('/').next().unwrap_or(image);
            Failure::new(
                UNAVAILABLE,
                format!("{image} cannot be pulled: {reason}"),
                format!(
                    "Check that this machine can reach the registry {registry}, and log in if it needs credentials"
                ),
            )
        })
    }

    /// Runs a command; the exit code is that of the command.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, container: &Container) -> Result<ExitCode, Failure> {
        match self {
            Self::CommandLine(tool) => tool.run(container).await,
            Self::Buildah(tool) => tool.run(container).await,
        }
    }
}

/// A tool that answers, once it has shown that it starts containers.
async fn command_line(found: Result<(CommandLine, String), String>) -> Result<Tool, String> {
    let (tool, about) = found?;
    starts_containers(&tool, &about).await?;
    Ok(Tool::CommandLine(tool))
}

/// A program that no image has.
const MISSING_PROGRAM: &str = "/terrarium-trial";
/// An archive without files.
const EMPTY_ARCHIVE: [u8; 1024] = [0; 1024];
/// How long a successful trial counts.
const TRIAL_LIFETIME: Duration = Duration::from_hours(24);

/// Has the tool start a container of an empty image, whose program is not there: that it names the program is success.
/// `about` is what the tool says of itself; while it says the same, since the last start of the machine, it is asked once
/// a day.
///
/// # Errors
/// Why it starts none, in its own words.
async fn starts_containers(tool: &CommandLine, about: &str) -> Result<(), String> {
    let note = note(tool.program(), about);
    if note.as_ref().is_some_and(|note| is_recent(note).unwrap_or(false)) {
        return Ok(());
    }
    try_container(tool).await.map_err(|reason| format!("it cannot start containers: {reason}"))?;
    // Without the note it is tried again the next time.
    drop(note.map(|note| fs::create_dir_all(note.with_file_name("")).and_then(|()| fs::write(note, ""))));
    Ok(())
}

async fn try_container(tool: &CommandLine) -> Result<(), String> {
    let unwritten = |error: io::Error| error.to_string();
    let archive = tempfile::NamedTempFile::new().map_err(unwritten)?;
    fs::write(archive.path(), EMPTY_ARCHIVE).map_err(unwritten)?;
    let image = tool.asked(&["import", &archive.path().to_string_lossy()]).await?;
    let ended = process::ended(tool.trial(&image, MISSING_PROGRAM)).await;
    let removed = tool.asked(&["image", "rm", "--force", &image]).await;
    let ended = ended?;
    if !String::from_utf8_lossy(&ended.stderr).contains(MISSING_PROGRAM) {
        return Err(process::last_words(&ended));
    }
    removed.map(drop)
}

/// The file that says that this very tool worked since the machine was started.
fn note(program: &str, about: &str) -> Option<PathBuf> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let chosen = ["DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINERS_CONF"].map(env::var_os);
    let digest = Digest::of(&format!("{program}\n{about}\n{boot}\n{chosen:?}"));
    Some(cache_folder()?.join("terrarium/trials").join(digest.to_string()))
}

fn is_recent(note: &PathBuf) -> io::Result<bool> {
    let written = fs::metadata(note)?.modified()?;
    Ok(SystemTime::now().duration_since(written).is_ok_and(|age| age < TRIAL_LIFETIME))
}
