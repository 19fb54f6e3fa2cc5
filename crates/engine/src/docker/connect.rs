//! Finds a daemon and what it can do.

use super::{
    daemon::{Daemon, Kind, TRANSFER_TIMEOUT},
    failure::words,
    leftovers,
};
use bollard::{
    Docker,
    query_parameters::{CreateImageOptionsBuilder, InspectNetworkOptions},
};
use definition::Digest;
use futures::StreamExt;
use registry::Registry;
use std::{fs, path::Path, sync::atomic::AtomicUsize};
use tokio::sync::OnceCell;

impl Daemon {
    /// Looks for a daemon where this machine is set up to have one.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub async fn detect(kind: Kind, folder: &Path, registry: &Registry) -> Result<Self, String> {
        let mut reason = format!("{} was not found: {}", kind.name(), kind.how_to_get_it());
        for address in kind.addresses() {
            if address.strip_prefix("unix://").is_some_and(|socket| !Path::new(socket).exists()) {
                continue;
            }
            match Self::at(kind, &address, folder, registry).await {
                Ok(daemon) => return Ok(daemon),
                Err(found) => reason = found,
            }
        }
        Err(reason)
    }

    /// The daemon at this address (`unix://…`, `tcp://…`), for the workspace with this folder; what a killed process of
    /// that workspace left there is removed.
    ///
    /// # Errors
    /// Why it cannot be used, and what to do.
    pub async fn at(kind: Kind, address: &str, folder: &Path, registry: &Registry) -> Result<Self, String> {
        let name = kind.name();
        let client = Docker::connect_with_host(address).map_err(|error| format!("{name} at {address}: {error}"))?;
        let client = client.with_timeout(TRANSFER_TIMEOUT);
        let about = client.version().await.map_err(|error| {
            format!(
                "{name} at {address} does not answer: {error}. Check that it is running and that this user may use it"
            )
        })?;
        let components = about.components.unwrap_or_default();
        let podman = components.iter().find(|component| component.name.starts_with("Podman"));
        if podman.is_some() != (kind == Kind::Podman) {
            return Err(format!("the service at {address} is not {name}: {}", kind.how_to_get_it()));
        }
        let version = podman.map_or(about.version.unwrap_or_default(), |component| component.version.clone());
        let version = version.split('+').next().unwrap_or_default().to_owned();
        let bridge = client.inspect_network("bridge", None::<InspectNetworkOptions>).await;
        // Podman says by its own configuration what a network is where nobody asks for one.
        let network = (kind == Kind::Docker && bridge.is_err()).then_some("host");
        // One daemon may serve several machines.
        let machine = fs::read_to_string("/etc/machine-id").unwrap_or_default();
        let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
        let owner = Digest::of(&format!("{machine}{}", folder.display())).to_string();
        let daemon = Self {
            client,
            kind,
            version,
            owner: owner[..12].to_owned(),
            registry: registry.clone(),
            network,
            is_local: address.starts_with("unix://"),
            binds: OnceCell::new(),
            count: AtomicUsize::new(0),
        };
        daemon.reaches_registry().await?;
        daemon.remove_left_over().await.map_err(|error| format!("{name} at {address}: {error}"))?;
        daemon.starts_containers().await?;
        if kind == Kind::Podman && daemon.is_local {
            leftovers::kill_processes(&|host| host.starts_with(&format!("terrarium-{}-", daemon.owner))).await;
        }
        Ok(daemon)
    }

    /// Whether the daemon reaches the registry that this process reaches. One that is down now may come up.
    async fn reaches_registry(&self) -> Result<(), String> {
        const ANSWERS: [&str; 6] =
            ["manifest unknown", "not found", "name unknown", "denied", "unauthorized", "authentication required"];
        let image = format!("{}/terrarium/none:none", self.registry.address());
        let options = CreateImageOptionsBuilder::new().from_image(&image).build();
        let pull = self.client.create_image(Some(options), None, self.credentials());
        let errors = pull.filter_map(async |answer| answer.err()).collect::<Vec<_>>();
        let error = errors.await.pop();
        let Some(message) = error.as_ref().and_then(words) else { return Ok(()) };
        let refused = !ANSWERS.iter().any(|answer| message.contains(answer));
        if !refused || self.registry.reachable().await.is_err() {
            return Ok(());
        }
        let (name, address) = (self.kind.name(), self.registry.address());
        let way_out = if message.contains("HTTP response to HTTPS client") {
            "tell it that the registry speaks plain HTTP (registries.conf: [[registry]] location = \"127.0.0.1\" insecure = true)"
        } else {
            "choose a registry that both reach, with --registry HOST:PORT"
        };
        Err(format!(
            "{name} {} does not reach the registry at {address}: {message}. To use it, {way_out}",
            self.version
        ))
    }
}
