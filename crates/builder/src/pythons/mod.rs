//! Which versions of Python environments can have without a conda channel, and where each comes from.

mod reachable;

use crate::{
    base::{RELEASES, Release},
    builder::Builder,
};
use definition::{PythonSource, PythonVersion};
use engine::server_platform;
use packages::{Download, list_downloads};
use reachable::Reachable;
use registry::Presence;
use std::collections::BTreeMap;

/// The minor versions of Python 3 that are listed.
const MINORS: std::ops::RangeInclusive<u16> = 10..=14;

impl Builder {
    /// Finds out which versions of Python are available. Takes seconds where the package archive or uv have to be asked;
    /// their answers are cached on this machine for a while.
    pub async fn pythons(&self) -> Vec<PythonVersion> {
        let mut reachable = Reachable::read(self.bases.folder());
        let mut found = Vec::new();
        for release in &RELEASES {
            found.push(self.base_python(release, &mut reachable).await);
        }
        found.extend(self.uv_pythons(&mut reachable).await);
        found.sort_by_key(|python| (minor(&python.version), python.by != PythonSource::Base));
        reachable.write(self.bases.folder());
        found
    }

    async fn base_python(&self, release: &Release, reachable: &mut Reachable) -> PythonVersion {
        let python = |releases: Vec<String>, reason: Option<String>| PythonVersion {
            version: release.python(),
            releases,
            by: PythonSource::Base,
            base_image: Some(release.image()),
            available: reason.is_none(),
            reason,
        };
        if let Some(archive) = self.bases.made(release) {
            return python(archive.python.into_iter().collect(), None);
        }
        let (repository, tag) = release.place();
        if let Presence::Present(_) = self.registry().presence(repository, &tag).await {
            return python(Vec::new(), None);
        }
        match reachable.debian(release).await {
            Ok(exact) => python(exact.into_iter().collect(), None),
            Err(reason) => python(Vec::new(), Some(reason)),
        }
    }

    /// Those that uv installs.
    async fn uv_pythons(&self, reachable: &mut Reachable) -> Vec<PythonVersion> {
        let python = |minor: u16, releases: Vec<String>, reason: Option<String>| PythonVersion {
            version: format!("3.{minor}"),
            releases,
            by: PythonSource::Uv,
            base_image: None,
            available: reason.is_none(),
            reason,
        };
        let downloads = match list_downloads(&server_platform()).await {
            Ok(downloads) => downloads,
            Err(error) => {
                return MINORS.map(|minor| python(minor, Vec::new(), Some(error.to_string()))).collect();
            }
        };
        let mut by_minor = BTreeMap::<u16, Vec<Download>>::new();
        for download in downloads {
            by_minor.entry(download.minor).or_default().push(download);
        }
        let mut found = Vec::new();
        for minor in MINORS {
            let downloads = by_minor.remove(&minor).unwrap_or_default();
            let reason = match downloads.first() {
                Some(newest) => reachable.download(&newest.url).await.err(),
                None => Some(format!("uv has no Python 3.{minor}")),
            };
            let mut releases: Vec<String> = downloads.into_iter().map(|download| download.version).collect();
            releases.dedup();
            found.push(python(minor, releases, reason));
        }
        found
    }
}

fn minor(version: &str) -> Option<u16> {
    version.rsplit('.').next()?.parse().ok()
}
