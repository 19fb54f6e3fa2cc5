//! Whether the package archive of Debian and the downloads of uv answer, remembered between workspaces.

use crate::base::{Release, newest_python};
use packages::check_download;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// How long an answer holds, in seconds: that something is available, and that it is not.
const SUCCESS_TTL_SECONDS: u64 = 6 * 3600;
const FAILURE_TTL_SECONDS: u64 = 300;

/// What was answered, by what was asked.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Reachable {
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
    pub(super) fn read(folder: &Path) -> Self {
        fs::read(file(folder)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers them. Whether that works decides nothing but how long the next question takes.
    pub(super) fn write(&self, folder: &Path) {
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
    pub(super) async fn debian(&mut self, release: &Release) -> Result<Option<String>, String> {
        self.ask(&format!("base {}", release.python()), async || newest_python(release).await.map(Some)).await
    }

    /// Whether a download of uv answers.
    pub(super) async fn download(&mut self, url: &str) -> Result<(), String> {
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
