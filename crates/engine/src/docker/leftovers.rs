//! Removes what builds and commands of a killed process left behind.

use super::daemon::Daemon;
use crate::process;
use bollard::{
    errors::Error,
    query_parameters::{ListContainersOptionsBuilder, RemoveContainerOptionsBuilder},
};
use std::{collections::HashMap, fs};

/// The label of containers, with the owner as its value.
pub(super) const LABEL: &str = "org.terrarium.owner";
/// Where a machine labels files, a container does not see folders that are labelled for others.
pub(super) const NO_LABELS: &str = "label=disable";
/// How often processes are looked for until none is left: some start others meanwhile.
const MAX_ROUNDS: usize = 20;

impl Daemon {
    /// Removes the containers of this workspace.
    pub(super) async fn remove_left_over(&self) -> Result<(), Error> {
        let filters = HashMap::from([("label", vec![format!("{LABEL}={}", self.owner)])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
        for container in self.client.list_containers(Some(options)).await? {
            self.remove_container(&container.id.unwrap_or_default()).await;
        }
        Ok(())
    }

    /// Removes a container, running or not, if it exists.
    pub(super) async fn remove_container(&self, name: &str) {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        match self.client.remove_container(name, Some(options)).await {
            Ok(()) | Err(Error::DockerResponseServerError { status_code: 404, .. }) => {}
            Err(reason) => tracing::warn!(%reason, name, "could not remove a container; the next start will"),
        }
    }
}

/// Kills the processes in containers whose hosts file has such a name.
pub(super) async fn kill_processes(host: &(dyn Fn(&str) -> bool + Sync)) {
    for _ in 0..MAX_ROUNDS {
        let processes = processes(host);
        if processes.is_empty() {
            return;
        }
        let mut kill = process::detached("sh");
        kill.args(["-c", "kill -KILL \"$@\"", "sh"]).args(processes);
        // Some end with others before it is their turn.
        kill.stderr(std::process::Stdio::null());
        let ended = match process::spawn(kill).await {
            Ok(mut child) => child.wait().await,
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "could not kill leftover build processes");
            return;
        }
    }
}

/// The processes in containers whose hosts file has such a name.
fn processes(host: &dyn Fn(&str) -> bool) -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let inside = all.filter(|process| {
        let hosts = fs::read_to_string(process.path().join("root/etc/hosts")).unwrap_or_default();
        hosts.lines().filter_map(|line| line.split_whitespace().nth(1)).any(host)
    });
    let number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
    inside.filter_map(|process| process.file_name().into_string().ok()).filter(number).collect()
}
