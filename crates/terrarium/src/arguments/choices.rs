//! What options can be chosen from.

use clap::ValueEnum;

/// Which engine builds.
#[derive(Clone, Copy, ValueEnum)]
pub enum EngineChoice {
    /// The first that works: buildah, Docker Engine, Podman
    Auto,
    /// buildah, without a daemon
    Buildah,
    /// Docker Engine or Docker Desktop, also elsewhere by `DOCKER_HOST`
    Docker,
    /// Podman's service
    Podman,
}

impl From<EngineChoice> for builder::Choice {
    fn from(choice: EngineChoice) -> Self {
        match choice {
            EngineChoice::Auto => Self::Automatic,
            EngineChoice::Buildah => Self::Buildah,
            EngineChoice::Docker => Self::Daemon(builder::Kind::Docker),
            EngineChoice::Podman => Self::Daemon(builder::Kind::Podman),
        }
    }
}

/// Which tokens let the Azure SDKs in.
#[derive(Clone, Copy, ValueEnum)]
pub enum TokenChoice {
    /// Those that this workspace made
    Checked,
    /// Every token
    Any,
}

/// A kind of file.
#[derive(Clone, Copy, ValueEnum)]
pub enum FileKind {
    /// A conda environment file
    Conda,
    /// A pip requirements file
    Requirements,
    /// A Dockerfile
    Dockerfile,
    /// Azure's v1 JSON
    V1,
    /// Azure's v2 YAML
    V2,
}

/// How checks are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, for tools that show the findings of others
    Sarif,
}

/// From which severity on a command fails.
#[derive(Clone, Copy, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
}

/// A form that a version can be written in.
#[derive(Clone, Copy, ValueEnum)]
pub enum Form {
    /// A conda environment file
    Conda,
    /// A pip requirements file
    Requirements,
    /// A Dockerfile
    Dockerfile,
    /// Azure's v1 JSON
    V1,
    /// Azure's v2 YAML
    V2,
    /// What its image really holds, for pip or conda to install again
    Lock,
    /// A development container on its image
    Devcontainer,
    /// A bill of materials of its image, SPDX 2.3
    Spdx,
    /// A bill of materials of its image, `CycloneDX` 1.6
    #[value(help = "A bill of materials of its image, CycloneDX 1.6")]
    Cyclonedx,
}

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

impl From<FailOn> for definition::checks::Severity {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
        }
    }
}

impl From<FileKind> for definition::Kind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Conda => Self::Conda,
            FileKind::Requirements => Self::Requirements,
            FileKind::Dockerfile => Self::Dockerfile,
            FileKind::V1 => Self::V1,
            FileKind::V2 => Self::V2,
        }
    }
}
