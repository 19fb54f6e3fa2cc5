//! Making room in the registry: manifests go by the registry's interface, their layers when it collects its garbage.

use crate::{Builder, Presence, Registry};
use definition::Digest;
use oci_client::{RegistryOperation, secrets::RegistryAuth};
use reqwest::{Method, StatusCode};
use std::{fs, io, path::PathBuf, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// How long a registry may take to remove a manifest.
const PATIENCE: Duration = Duration::from_secs(10);

/// When the room of removed manifests is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Now: the garbage was collected.
    Now,
    /// When the workspace's own registry is started the next time.
    Restart,
    /// When the registry, which is not the workspace's own, collects its garbage.
    Elsewhere,
}

/// Has the garbage of the workspace's own registry collected.
#[derive(Clone, Debug)]
pub(crate) struct Collector {
    /// Asks whoever keeps the registry running.
    pub ask: mpsc::Sender<oneshot::Sender<Result<(), String>>>,
    /// The file that asks for it at the next start.
    pub wish: PathBuf,
}

impl Builder {
    /// Removes a finished image (`sha256:…`) from the registry; one that is gone already is no error.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn remove_image(&self, manifest: &str) -> Result<(), String> {
        self.registry.remove(&self.image_repository(), manifest).await
    }

    /// Removes the image of step 1 for this `stage` digest; one that is gone already is no error.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn remove_stage(&self, stage: Digest) -> Result<(), String> {
        match self.stage(stage).await {
            Presence::Present(manifest) => {
                self.remove_installing_image(&manifest).await?;
                self.registry.remove(&self.stage_repository(), &manifest).await
            }
            Presence::Absent => Ok(()),
            Presence::Unknown(reason) => Err(reason),
        }
    }

    /// When room would be free that is made now, `idle` saying whether nothing uses the registry.
    #[must_use]
    pub fn room(&self, idle: bool) -> Room {
        match (&self.registry.collector, idle) {
            (None, _) => Room::Elsewhere,
            (Some(_), true) => Room::Now,
            (Some(_), false) => Room::Restart,
        }
    }

    /// Frees the room of removed manifests. While it does, for a second or longer, the workspace's own registry does not
    /// answer: nothing may be building.
    ///
    /// # Errors
    /// What happened, in words; then the next start of the registry does it.
    pub async fn collect(&self) -> Result<(), String> {
        self.collect_later().map_err(|error| error.to_string())?;
        let Some(collector) = &self.registry.collector else { return Ok(()) };
        let (done, told) = oneshot::channel();
        let gone = |_| "the registry is being stopped".to_owned();
        collector.ask.send(done).await.map_err(|_| "the registry is being stopped".to_owned())?;
        told.await.map_err(gone)?
    }

    /// Has the room of removed manifests freed when the workspace's own registry starts the next time.
    ///
    /// # Errors
    /// When that cannot be written down.
    pub fn collect_later(&self) -> io::Result<()> {
        self.registry.collector.as_ref().map_or(Ok(()), |collector| fs::write(&collector.wish, ""))
    }
}

impl Registry {
    /// Removes a manifest by its digest; one that is gone already is no error.
    pub(crate) async fn remove(&self, repository: &str, manifest: &str) -> Result<(), String> {
        let reference = self.reference(repository, manifest);
        let token = self.client().auth(&reference, &self.authentication, RegistryOperation::Push).await;
        let scheme = if self.is_loopback() { "http" } else { "https" };
        let address = format!("{scheme}://{}/v2/{repository}/manifests/{manifest}", self.address());
        let client = reqwest::Client::builder().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
        let request = client.request(Method::DELETE, address);
        let request = match (token, &self.authentication) {
            (Ok(Some(token)), _) => request.bearer_auth(token),
            (_, RegistryAuth::Basic(name, password)) => request.basic_auth(name, Some(password)),
            _ => request,
        };
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        match answer.status() {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED => Err("the registry does not let images be removed".to_owned()),
            status => Err(format!("it answered with status {}", status.as_u16())),
        }
    }
}
