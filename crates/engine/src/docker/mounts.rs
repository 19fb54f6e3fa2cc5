//! How a container gets folders of this machine and gives them back: it sees them where the daemon is on this machine,
//! else they travel as archives.

use super::{
    archive,
    daemon::Daemon,
    leftovers::{self, NO_LABELS},
};
use crate::{
    error::EngineError,
    log::LineSender,
    request::{Access, CommandRequest, Mount},
};
use bollard::{
    body_try_stream,
    errors::Error,
    models::{self, ContainerCreateBody, HostConfig, MountType, MountVolumeOptions},
    query_parameters::{
        ContainerArchiveInfoOptionsBuilder, CreateContainerOptionsBuilder, DownloadFromContainerOptionsBuilder,
        UploadToContainerOptionsBuilder,
    },
};
use definition::Digest;
use futures::TryStreamExt;
use std::{collections::HashMap, io, path::Path};
use tokio_util::io::{StreamReader, SyncIoBridge};

/// Where a container would see the folder by which it is found out whether it sees any.
const PROBE: &str = "/run/terrarium/probe";
const MARKER: &str = "marker";

impl Daemon {
    /// Whether containers see folders of this machine, found out with a container that never runs.
    pub(super) async fn binds(&self, image: &str) -> bool {
        *self
            .binds
            .get_or_init(async || {
                let seen = if self.is_local { self.probe_mounts(image).await } else { Ok(false) };
                seen.unwrap_or_else(|reason| {
                    tracing::debug!(%reason, "mounts are copied to the daemon and back");
                    false
                })
            })
            .await
    }

    async fn probe_mounts(&self, image: &str) -> Result<bool, Error> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join(MARKER), "")?;
        let name = self.new_name();
        let mount = bind(folder.path(), PROBE, true);
        let host = HostConfig {
            mounts: Some(vec![mount]),
            security_opt: Some(vec![NO_LABELS.into()]),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            entrypoint: Some(vec![format!("{PROBE}/{MARKER}")]),
            labels: Some(self.labels()),
            host_config: Some(host),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(&name).build();
        self.client.create_container(Some(options), body).await?;
        let options = ContainerArchiveInfoOptionsBuilder::new().path(&format!("{PROBE}/{MARKER}")).build();
        let seen = self.client.get_container_archive_info(&name, Some(options)).await;
        self.remove_container(&name).await;
        Ok(seen.is_ok())
    }

    /// What a container is to have mounted.
    pub(super) fn mounts(&self, request: &CommandRequest, binds: bool) -> Vec<models::Mount> {
        let mount = |folder: &Mount| match folder.access {
            access if binds => Some(bind(&folder.source, &folder.target, access == Access::Read)),
            Access::Cache => Some(self.volume(folder)),
            Access::Read | Access::Write | Access::Scratch => None,
        };
        request.mounts.iter().filter_map(mount).collect()
    }

    /// The daemon's own place for a cache of this machine.
    fn volume(&self, folder: &Mount) -> models::Mount {
        let place = Digest::of(&folder.source.to_string_lossy()).to_string();
        let options = MountVolumeOptions { labels: Some(self.labels()), ..MountVolumeOptions::default() };
        models::Mount {
            typ: Some(MountType::VOLUME),
            source: Some(format!("terrarium-{}-{}", self.owner, &place[..12])),
            target: Some(folder.target.clone()),
            volume_options: Some(options),
            ..models::Mount::default()
        }
    }

    /// Sends the folders that a container does not see by itself.
    pub(super) async fn send(
        &self,
        container: &str,
        request: &CommandRequest,
        log: &LineSender,
    ) -> Result<(), EngineError> {
        for folder in request.mounts.iter().filter(|folder| folder.access != Access::Cache) {
            let (content, packing) =
                archive::packed(folder.source.clone(), folder.target.trim_start_matches('/').into(), None);
            let options = UploadToContainerOptionsBuilder::new().path("/").build();
            let sent = self.client.upload_to_container(container, Some(options), body_try_stream(content)).await;
            let packed = packing.await.map_err(io::Error::other).flatten();
            if let Err(error) = sent {
                return Err(self.refused(error, "sending a folder: ", log).await);
            }
            packed.map_err(|source| self.start(source))?;
        }
        Ok(())
    }

    /// Takes the folders back that a command may have written.
    pub(super) async fn fetch(&self, container: &str, request: &CommandRequest) -> Result<(), EngineError> {
        for folder in request.mounts.iter().filter(|folder| folder.access == Access::Write) {
            let options = DownloadFromContainerOptionsBuilder::new().path(&folder.target).build();
            let content = self.client.download_from_container(container, Some(options)).map_err(io::Error::other);
            let content = SyncIoBridge::new(StreamReader::new(Box::pin(content)));
            let to = folder.source.clone();
            let unpacking = tokio::task::spawn_blocking(move || archive::unpacked(content, &to));
            unpacking.await.map_err(io::Error::other).flatten().map_err(|source| self.start(source))?;
        }
        Ok(())
    }

    /// The labels by which what is left over is found.
    pub(super) fn labels(&self) -> HashMap<String, String> {
        HashMap::from([(leftovers::LABEL.to_owned(), self.owner.clone())])
    }
}

fn bind(from: &Path, to: &str, read_only: bool) -> models::Mount {
    models::Mount {
        typ: Some(MountType::BIND),
        source: Some(from.to_string_lossy().into_owned()),
        target: Some(to.to_owned()),
        read_only: Some(read_only),
        ..models::Mount::default()
    }
}
