//! What engines are asked for.

use std::{collections::BTreeMap, fmt, path::PathBuf};

/// The host name of a container that shares the network of its machine. It is in the container's hosts file, because
/// programs that look up their own name, such as Spark's driver, fail otherwise.
pub const HOST_NAME: &str = "terrarium";

/// [`HOST_NAME`] with its address, as engines take it.
pub const HOST_ENTRY: &str = "terrarium:127.0.0.1";

/// An image to build and push.
#[derive(Clone, Debug)]
pub struct ImageRequest {
    /// The folder with `Dockerfile` and, where there is no `context`, the files that it copies.
    pub folder: PathBuf,
    /// The folder of the files that the Dockerfile copies, when they are not beside it. A `.dockerignore` in it was
    /// applied already: every file counts. The engine may add files of its own.
    pub context: Option<PathBuf>,
    /// `os/architecture`.
    pub platform: String,
    /// Labels of the image.
    pub labels: Vec<(String, String)>,
    /// Whether the engine takes layers from its cache and keeps those that it makes there.
    pub cached: bool,
    /// Where the image goes: `HOST:PORT/REPOSITORY:TAG`.
    pub target: String,
}

/// A command to run in a container of an image. What it changes is discarded, except in the mounts that it may write.
#[derive(Clone, Default)]
pub struct CommandRequest {
    /// The image, `HOST:PORT/REPOSITORY@sha256:…`.
    pub image: String,
    /// `os/architecture`.
    pub platform: String,
    /// The program and its arguments. It runs as root, whatever user the image is for.
    pub command: Vec<String>,
    /// What the command sees besides the image.
    pub mounts: Vec<Mount>,
    /// Where it starts; `None` for the working directory of the image.
    pub working_directory: Option<String>,
    /// The variables that it gets besides those of the image.
    pub variables: BTreeMap<String, String>,
    /// Variables whose values nobody else on this machine may read, not even from the list of processes. Their names are
    /// letters, digits and `_`, and a shell is in the image.
    pub secrets: BTreeMap<String, String>,
}

impl CommandRequest {
    /// Every variable as `NAME=VALUE`.
    pub(crate) fn assignments(&self) -> impl Iterator<Item = String> {
        self.variables.iter().chain(&self.secrets).map(|(name, value)| format!("{name}={value}"))
    }
}

impl fmt::Debug for CommandRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets: Vec<&String> = self.secrets.keys().collect();
        formatter
            .debug_struct("CommandRequest")
            .field("image", &self.image)
            .field("platform", &self.platform)
            .field("command", &self.command)
            .field("mounts", &self.mounts)
            .field("working_directory", &self.working_directory)
            .field("variables", &self.variables)
            .field("secrets", &secrets)
            .finish()
    }
}

/// A folder of this machine in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it is on this machine.
    pub source: PathBuf,
    /// Where the command sees it.
    pub target: String,
    /// What the command may do there.
    pub access: Access,
}

/// What a command may do in a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read.
    Read,
    /// Write. What it leaves is on this machine afterwards.
    Write,
    /// Write, for later commands of this engine. The content may vanish at any time, and an engine on another machine
    /// keeps it there.
    Cache,
    /// Write. What it leaves is discarded.
    Scratch,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_secrets_are_not_shown() {
        let secrets = BTreeMap::from([("TOKEN".to_owned(), "hunter2".to_owned())]);
        let shown = format!("{:?}", CommandRequest { secrets, ..CommandRequest::default() });
        assert!(shown.contains("TOKEN") && !shown.contains("hunter2"), "{shown}");
    }
}
