//! How the workspace and what it stands on are: for the page of health, and for those who watch over servers.

use serde::{Deserialize, Serialize};

/// What works, what does not, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Health {
    /// The version of the server.
    pub version: String,
    /// The version of the hash.
    pub hash_version: u32,
    /// When the server started.
    pub since: String,
    /// The engines that were looked for on this machine.
    pub engines: Vec<EngineHealth>,
    /// Why nothing can be built, when no engine was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Problem>,
    /// The registry.
    pub registry: RegistryHealth,
    /// The database.
    pub database: DatabaseHealth,
    /// The disk of the data folder.
    pub disk: DiskHealth,
    /// The Python indexes that this machine is set up for, without credentials; empty for the usual one. They are not
    /// asked for this.
    pub indexes: Vec<String>,
    /// The channels of a definition that names none, without credentials. They are not asked for this.
    pub channels: Vec<String>,
    /// The build queue.
    pub queue: QueueHealth,
    /// How much the caches of packages and byte code took when that was last looked at, after a build, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caches: Option<u64>,
    /// What builds and runs may take.
    pub limits: Limits,
}

/// Something that does not work, or soon will not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// An engine that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EngineHealth {
    /// What was looked for (`buildah`, `Docker Engine`, `Podman`).
    pub kind: String,
    /// Its name and version, when it can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it cannot be used, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether builds use it.
    pub chosen: bool,
}

/// The registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RegistryHealth {
    /// Host and port.
    pub address: String,
    /// Whether it is the workspace's own.
    pub own: bool,
    /// Why it cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DatabaseHealth {
    /// How large it is, in bytes; none when it does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Why it does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The disk of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DiskHealth {
    /// The data folder.
    pub folder: String,
    /// How much room is left, in bytes.
    pub free: u64,
    /// How large it is, in bytes.
    pub total: u64,
    /// That it is full, or soon will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The build queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct QueueHealth {
    /// How many builds run.
    pub running: u32,
    /// How many builds wait.
    pub waiting: u32,
}

/// What builds and runs may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Limits {
    /// How many builds run at once.
    pub parallel_builds: u32,
    /// How long a build may take, in milliseconds.
    pub build_time: u64,
    /// How many commands run at once.
    pub parallel_runs: u32,
    /// How long a command may run, in milliseconds.
    pub run_time: u64,
    /// How many lines of a log are kept.
    pub log_lines: u64,
    /// How much of a log is kept, in bytes.
    pub log_size: u64,
    /// How large an image may be, the sum of its compressed layers in bytes.
    pub image_size: u64,
    /// How much room builds leave on the disk of the data folder, in bytes.
    pub keep_free: u64,
    /// How much the caches of packages and byte code may take, in bytes.
    pub caches: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parallel_builds: 1,
            build_time: 2 * 60 * 60 * 1000,
            parallel_runs: 2,
            run_time: 24 * 60 * 60 * 1000,
            log_lines: 200_000,
            log_size: 64_000_000,
            image_size: 30_000_000_000,
            keep_free: 250_000_000,
            caches: 20_000_000_000,
        }
    }
}

impl Health {
    /// Everything that does not work.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        [&self.engine, &self.registry.problem, &self.database.problem, &self.disk.problem].into_iter().flatten()
    }
}
