//! The tool that runs containers on this machine.

use super::{buildah::Buildah, command_line::CommandLine, container::Container, trial::starts_containers};
use crate::failure::Failure;
use api::code::UNAVAILABLE;
use clap::ValueEnum;
use std::process::ExitCode;

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
    /// The name of its program.
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

    /// The name of its program.
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
