//! A build that tells lines: Podman's, which has buildah inside.

use super::log::{Progress, without};
use crate::process::Lines;
use bollard::models::BuildInfo;
use definition::mask_addresses;

/// Its log.
pub(in super::super) struct Classic {
    lines: Lines,
    option: Option<String>,
}

impl Classic {
    /// A log without the option that every `RUN` was given.
    pub fn new(option: Option<String>) -> Self {
        Self { lines: Lines::default(), option }
    }

    fn plain(&self, lines: &[String]) -> Vec<String> {
        lines.iter().map(|line| without(self.option.as_deref(), line)).collect()
    }
}

impl Progress for Classic {
    fn take(&mut self, answer: BuildInfo) -> Vec<String> {
        let lines = self.lines.take(answer.stream.unwrap_or_default().as_bytes());
        self.plain(&lines)
    }

    fn finish(&mut self) -> Vec<String> {
        let last = self.lines.finish();
        self.plain(last.as_slice())
    }

    fn failure(&mut self, error: &str) -> Vec<String> {
        let mut lines = self.finish();
        // How the command ended is what counts.
        let error = format!("Error: {}", error.trim().replace("\": while running runtime: ", "\": "));
        lines.push(without(self.option.as_deref(), &mask_addresses(&error)));
        lines
    }
}
