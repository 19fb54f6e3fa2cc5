//! Which versions of Python environments can have without a conda channel, and where each comes from.

use crate::{
    base::{RELEASES, Release, newest_python},
    builder::Builder,
};
use definition::{PythonSource, PythonVersion};
use engine::server_platform;
use packages::{Download, check_download, list_downloads};
use registry::Presence;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

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

/// How long an answer holds, in seconds: that something is available, and that it is not.
const SUCCESS_TTL_SECONDS: u64 = 6 * 3600;
const FAILURE_TTL_SECONDS: u64 = 300;

/// What was answered, by what was asked.
#[derive(Default, Serialize, Deserialize)]
struct Reachable {
    answers: BTreeMap<String, Answer>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Answer {
    /// In seconds since 1970.
    asked_at: u64,
    outcome: Result<Option<String>, String>,
}

impl Reachable {
    /// Those that this machine remembers; none when they cannot be read.
    fn read(folder: &Path) -> Self {
        fs::read(file(folder)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers them. Whether that works decides nothing but how long the next question takes.
    fn write(&self, folder: &Path) {
        let written = (|| {
            fs::create_dir_all(folder)?;
            let temporary = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer(&temporary, self)?;
            temporary.persist(file(folder))?;
            Ok::<_, std::io::Error>(())
        })();
        if let Err(error) = written {
            tracing::debug!(%error, "could not cache which Pythons are available");
        }
    }

    /// The exact version of Python that a release of Debian has now, where its packages are available.
    async fn debian(&mut self, release: &Release) -> Result<Option<String>, String> {
        self.ask(&format!("base {}", release.python()), async || newest_python(release).await.map(Some)).await
    }

    /// Whether a download of uv answers.
    async fn download(&mut self, url: &str) -> Result<(), String> {
        self.ask(url, async || check_download(url).await.map(|()| None)).await.map(drop)
    }

    async fn ask(
        &mut self,
        question: &str,
        ask: impl AsyncFnOnce() -> Result<Option<String>, String>,
    ) -> Result<Option<String>, String> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        if let Some(answer) = self.answers.get(question) {
            let holds = if answer.outcome.is_ok() { SUCCESS_TTL_SECONDS } else { FAILURE_TTL_SECONDS };
            if now.saturating_sub(answer.asked_at) < holds {
                return answer.outcome.clone();
            }
        }
        let outcome = ask().await;
        self.answers.insert(question.to_owned(), Answer { asked_at: now, outcome: outcome.clone() });
        outcome
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("reachable.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_remembered_until_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Reachable::read(folder.path());
        assert_eq!(first.ask("a", async || Ok(Some("3.11.2".into()))).await, Ok(Some("3.11.2".into())));
        first.write(folder.path());
        let mut second = Reachable::read(folder.path());
        assert_eq!(second.ask("a", async || Err("not asked".into())).await, Ok(Some("3.11.2".into())));
        second.answers.get_mut("a").unwrap().asked_at -= SUCCESS_TTL_SECONDS;
        assert_eq!(second.ask("a", async || Err("gone".into())).await, Err("gone".into()));
        second.answers.get_mut("a").unwrap().asked_at -= FAILURE_TTL_SECONDS;
        assert_eq!(second.ask("a", async || Ok(None)).await, Ok(None));
    }
}
