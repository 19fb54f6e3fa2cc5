//! Environments on this machine: the tools that run containers here, and what they are asked to do.
//!
//! Nothing that somebody typed goes through a shell: every word is an argument of its own.

mod attend;
mod buildah;
mod command_line;
mod missing;
mod process;
mod trial;

use crate::{arguments::ToolChoice, failure::Failure};
use api::code::UNAVAILABLE;
use buildah::Buildah;
use command_line::CommandLine;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

/// Where a command finds the folder that it was started in.
pub const FOLDER: &str = "/workspace";

/// A command in a container of an image; the container is gone when the command has ended.
#[derive(Debug)]
pub struct Container {
    /// The image, `HOST:PORT/REPOSITORY@sha256:…`; it has to be here.
    pub image: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The interpreter that the definition names, when that is the program.
    pub interpreter: Option<String>,
    /// The variables that it gets besides those of the image.
    pub variables: BTreeMap<String, String>,
    /// The folder of this machine that it finds at [`FOLDER`] and is started in.
    pub folder: Option<PathBuf>,
    /// Whether it gets a terminal of its own.
    pub terminal: bool,
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
    /// The tool that was chosen, else the first that works here.
    ///
    /// # Errors
    /// Why each of them cannot be used.
    pub async fn find(chosen: Option<ToolChoice>) -> Result<Self, Failure> {
        let all = [ToolChoice::Docker, ToolChoice::Podman, ToolChoice::Buildah];
        let mut reasons = Vec::new();
        for choice in all.into_iter().filter(|choice| chosen.is_none_or(|chosen| chosen == *choice)) {
            let found = match choice {
                ToolChoice::Docker => CommandLine::docker().await.map(Self::CommandLine),
                ToolChoice::Podman => CommandLine::podman().await.map(Self::CommandLine),
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
                format!("the tool that was asked for cannot be used ({reasons})"),
                "Mend it, or leave out --tool (TERRARIUM_TOOL): then the first tool that works is taken",
            ),
            None => Failure::new(
                UNAVAILABLE,
                format!("no tool on this machine runs containers ({reasons})"),
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

    /// Brings an image here, unless it is; says on standard error what it does.
    ///
    /// # Errors
    /// When the registry does not give it.
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
                    "Check that this machine reaches the registry {registry}, and log in to it if it asks for that"
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

/// Where this user's programs keep what can be had again.
fn cache() -> Option<PathBuf> {
    let own = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    own.or_else(|| std::env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".cache")))
}

/// Whether a registry is on this machine, where no tool needs to ask for its certificate.
fn is_on_loopback(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_on_loopback;

    #[test]
    fn only_this_machine_goes_without_certificates() {
        for here in ["127.0.0.1:5000/a@sha256:0", "localhost/a", "localhost:5000/a", "[::1]:5000/a", "127.1.2.3/a"] {
            assert!(is_on_loopback(here), "{here}");
        }
        for elsewhere in
            ["registry.example.org/a", "127.0.0.1.example.org/a", "10.0.0.1:5000/a", "localhost.example.org/a"]
        {
            assert!(!is_on_loopback(elsewhere), "{elsewhere}");
        }
    }
}
