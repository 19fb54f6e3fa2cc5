//! How long a stage takes: as long as the last time on this machine, else as long as on two processors of 2026.

use crate::tools;
use std::{fs, time::Duration};

/// A part of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// The lane that it runs in: stages of one lane follow each other.
    pub lane: usize,
    /// Whether nothing of it is there from an earlier time.
    pub fresh: bool,
    /// Seconds that it takes where nothing is there, and where most is.
    pub seconds: (u64, u64),
}

impl Stage {
    /// About how long it takes.
    pub fn estimate(self) -> Duration {
        let last = fs::read_to_string(self.file()).ok().and_then(|text| text.trim().parse().ok());
        let usual = if self.fresh { self.seconds.0 } else { self.seconds.1 };
        Duration::from_secs(last.unwrap_or(usual))
    }

    /// Keeps how long it took. An estimate is no reason to stop: where the file cannot be written, the next is the usual.
    pub fn remember(self, took: Duration) {
        let file = self.file();
        if let Some(folder) = file.parent() {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&file, took.as_secs().to_string()));
        }
    }

    fn file(self) -> std::path::PathBuf {
        let kind = if self.fresh { "fresh" } else { "again" };
        tools::cache().join("times").join(format!("{}-{kind}", self.name.replace(' ', "-")))
    }
}
