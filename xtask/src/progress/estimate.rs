//! The estimated duration of a stage: that of its last run on this machine, or else that on two processors of 2026.

use crate::tools;
use std::{fs, time::Duration};

/// A stage of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    pub name: &'static str,
    /// The lane: stages of one lane run one after the other.
    pub lane: usize,
    /// Whether there are no results of an earlier run.
    pub fresh: bool,
    /// The usual seconds without and with results of an earlier run.
    pub seconds: (u64, u64),
}

impl Stage {
    /// The estimated duration.
    pub fn estimate(self) -> Duration {
        let last = fs::read_to_string(self.file()).ok().and_then(|text| text.trim().parse().ok());
        let usual = if self.fresh { self.seconds.0 } else { self.seconds.1 };
        Duration::from_secs(last.unwrap_or(usual))
    }

    /// Stores the duration for the next estimate. Errors are ignored, because the usual duration is good enough.
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
