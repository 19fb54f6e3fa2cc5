//! The base images that this machine makes.

use super::{Release, archive::Archive, debian, release};
use crate::{error::BuildError, event::Step, job::Job};
use engine::server_platform;
use registry::NewImage;
use std::path::{Path, PathBuf};
use tokio::sync::{Mutex, MutexGuard};

/// The variables of containers of a base image.
const ENVIRONMENT: [&str; 2] = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

/// Makes base images, and keeps what was made on this machine.
pub(crate) struct BaseImages {
    pub(super) folder: PathBuf,
    making: Mutex<()>,
}

impl BaseImages {
    /// The base images of this machine; in this folder of the workspace where the user has no cache.
    pub(crate) fn new(workspace: &Path) -> Self {
        Self { folder: super::archive::cache_folder(workspace), making: Mutex::new(()) }
    }

    /// Where this machine keeps what it made of Debian packages.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Held while a base image is looked for in the workspace's registry, and made where it is not there.
    pub(crate) async fn lock(&self) -> MutexGuard<'_, ()> {
        self.making.lock().await
    }

    /// Makes the base image of a release, or takes the one that this machine made before, and pushes it. Returns its
    /// manifest digest.
    pub(crate) async fn make(
        &self,
        job: &Job<'_>,
        release: &Release,
        (repository, tag): (&str, &str),
    ) -> Result<String, BuildError> {
        let (python, name) = (release.python(), release.name());
        let file = file_name(release);
        let lock = job.unless_cancelled(Archive::lock(&self.folder, &file)).await??;
        let archive = if let Some(archive) = Archive::open(&self.folder, &file)? {
            let line = format!("Pushing the base image with Python {python} that this machine made before");
            job.log(Step::Stage, line).await;
            archive
        } else {
            job.log(Step::Stage, format!("Making the base image with Python {python} from Debian packages")).await;
            debian::make_base(job, release, &self.folder, &file).await?
        };
        drop(lock);
        let layer = archive.layer(format!("Debian packages with Python {python} ({name})"));
        job.retry(Step::Stage, || archive.push(job.registry, repository)).await?;
        let image = NewImage {
            platform: server_platform(),
            environment: ENVIRONMENT.map(str::to_owned).to_vec(),
            command: vec!["/bin/bash".into()],
            labels: release::labels_of(release, &layer.content),
            layer,
        };
        job.retry(Step::Stage, || job.registry.create((repository, tag), &image)).await
    }

    /// The archive of a base image that this machine made before.
    pub(crate) fn made(&self, release: &Release) -> Option<Archive> {
        Archive::open(&self.folder, &file_name(release)).ok().flatten()
    }
}

fn file_name(release: &Release) -> String {
    format!("python{}-{}", release.python(), release.name())
}
