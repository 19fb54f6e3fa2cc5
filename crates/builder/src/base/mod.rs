//! The workspace's own base images, made from the distribution's packages where the registry has none: a Debian release
//! with its Python, and what compiled Python packages load (see `docs/BASE.md`).

mod archive;
mod debian;
mod labels;
mod release;
mod toolchain;

pub(crate) use debian::newest_python;
pub use release::{DEFAULT_BASE_IMAGE, PythonBaseImage, python_base_images};
pub(crate) use release::{RELEASES, Release};

use crate::{
    BuildError, EventSender, Step, builder::Builder, configuration::NewImage, engine::this_platform, event::say,
};
use archive::Archive;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// What containers of a base image see, besides what their image adds.
const ENVIRONMENT: [&str; 2] = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

impl Builder {
    /// Makes the base image of a release, or takes the one that this machine made before, and pushes it; returns its
    /// manifest digest.
    pub(crate) async fn make_base(
        &self,
        release: &Release,
        (repository, tag): (&str, &str),
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, BuildError> {
        let (python, name) = (release.python(), release.name());
        let folder = self.base_folder();
        let file = file_name(release);
        let lock = cancel.run_until_cancelled(Archive::lock(&folder, &file)).await.ok_or(BuildError::Cancelled)??;
        let archive = if let Some(archive) = Archive::open(&folder, &file)? {
            say(
                events,
                Step::Stage,
                format!("Pushing the base image with Python {python} that this machine made before"),
            )
            .await;
            archive
        } else {
            say(events, Step::Stage, format!("Making the base image with Python {python} from Debian packages")).await;
            debian::make_base(release, &folder, &file, events, cancel).await?
        };
        drop(lock);
        let layer = archive.layer(format!("Debian packages with Python {python} ({name})"));
        let push = || archive.push(&self.registry, repository);
        self.patiently(Step::Stage, events, cancel, push).await?;
        let image = NewImage {
            platform: this_platform(),
            environment: ENVIRONMENT.map(str::to_owned).to_vec(),
            command: vec!["/bin/bash".into()],
            labels: labels::of(release, &layer.content),
            layer,
        };
        let create = || self.registry.create((repository, tag), &image);
        self.patiently(Step::Stage, events, cancel, create).await
    }

    /// The archive of a base image that this machine made before.
    pub(crate) fn made_base(&self, release: &Release) -> Option<Archive> {
        Archive::open(&self.base_folder(), &file_name(release)).ok().flatten()
    }

    /// Where this machine keeps what it made of Debian packages.
    pub(crate) fn base_folder(&self) -> PathBuf {
        archive::cache_folder(&self.settings.folder)
    }
}

fn file_name(release: &Release) -> String {
    format!("python{}-{}", release.python(), release.name())
}
