//! A daemon that speaks the Docker Engine API.

use crate::error::EngineError;
use bollard::Docker;
use registry::Registry;
use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Limit for one answer: a transfer of many gigabytes. Builds have their own limits.
pub(super) const TRANSFER_TIMEOUT: Duration = Duration::from_hours(24);

/// Which of the engines that speak the Docker Engine API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// dockerd, also that of Docker Desktop.
    Docker,
    /// Podman's service.
    Podman,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docker => "Docker Engine",
            Self::Podman => "Podman",
        }
    }

    /// Where it may listen, as this machine is set up.
    pub(super) fn addresses(self) -> Vec<String> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let mut addresses = Vec::from_iter(variable("DOCKER_HOST"));
        match self {
            Self::Docker => addresses.push("unix:///var/run/docker.sock".into()),
            Self::Podman => {
                addresses.extend(variable("CONTAINER_HOST"));
                addresses
                    .extend(variable("XDG_RUNTIME_DIR").map(|folder| format!("unix://{folder}/podman/podman.sock")));
                addresses.push("unix:///run/podman/podman.sock".into());
            }
        }
        addresses
    }

    pub(super) fn how_to_get_it(self) -> &'static str {
        match self {
            Self::Docker => "install it (Debian, Ubuntu: apt install docker.io), or name another with DOCKER_HOST",
            Self::Podman => "start its service (systemctl start podman.socket), or name another with DOCKER_HOST",
        }
    }
}

/// A daemon that speaks the Docker Engine API.
#[derive(Debug)]
pub struct Daemon {
    pub(super) client: Docker,
    pub(super) kind: Kind,
    pub(super) version: String,
    /// Distinguishes the containers, volumes and processes of this workspace from those of others.
    pub(super) owner: String,
    pub(super) registry: Registry,
    /// The network of containers; `None` for the default of the daemon.
    pub(super) network: Option<&'static str>,
    /// Whether it may be a process of this machine.
    pub(super) is_local: bool,
    /// Whether containers see folders of this machine. Probed with the first container.
    pub(super) binds: OnceCell<bool>,
    /// How many names were given out.
    pub(super) count: AtomicUsize,
}

impl Daemon {
    /// The error of a failure whose reason is in the log.
    pub(super) fn failed(&self, status: impl Into<String>) -> EngineError {
        EngineError::Failed { tool: self.kind.name(), status: status.into() }
    }

    /// How long a transfer may show no progress. Podman reports so little that its silence means nothing.
    pub(super) fn stall_timeout(&self) -> Duration {
        match self.kind {
            Kind::Docker => self.registry.timeout(),
            Kind::Podman => TRANSFER_TIMEOUT,
        }
    }

    /// A name that nothing of this workspace has had since the daemon was found.
    pub(super) fn new_name(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("terrarium-{}-{}-{count}", self.owner, std::process::id())
    }

    /// The error of a daemon that could not be asked, or of a file that could not be read.
    pub(super) fn start(&self, source: io::Error) -> EngineError {
        EngineError::Start { tool: self.kind.name(), source }
    }
}
