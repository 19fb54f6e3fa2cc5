//! Log lines without the secrets that the command was given.

use builder::{Event, EventSender};
use std::collections::BTreeMap;
use tokio::sync::mpsc::Receiver;

/// What a secret is replaced with.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";
/// Minimum length of a secret fragment to redact; shorter ones would match everywhere.
const MIN_SECRET_LENGTH: usize = 4;

/// The secrets to redact, the longest first.
pub struct Redaction(Vec<String>);

impl Redaction {
    /// The values of these variables; of those with several lines, each line.
    pub fn of(secrets: &BTreeMap<String, String>) -> Self {
        let lines = secrets.values().flat_map(|value| value.lines()).map(str::trim);
        let mut parts: Vec<String> = lines.filter(|line| line.len() >= MIN_SECRET_LENGTH).map(str::to_owned).collect();
        // The longest first: a shorter one may be a part of it.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        Self(parts)
    }

    /// A line without the secrets.
    fn redact(&self, mut line: String) -> String {
        for part in self.0.iter().filter(|part| !part.is_empty()) {
            if line.contains(part.as_str()) {
                line = line.replace(part.as_str(), MASK);
            }
        }
        line
    }

    /// Forwards the output of a command, redacted.
    pub async fn forward(&self, mut from: Receiver<Event>, to: EventSender) {
        while let Some(event) = from.recv().await {
            let event = match event {
                Event::Line(step, line) => Event::Line(step, self.redact(line)),
                other => other,
            };
            // Whoever stopped writing has stopped the command.
            drop(to.send(event).await);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_shows_a_secret() {
        let secrets = [("A", "hunter2"), ("B", "hunter2-long"), ("KEY", "first line\nsecond line\n"), ("C", "3")];
        let redaction = Redaction::of(&secrets.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let line = |text: &str| redaction.redact(text.to_owned());
        assert_eq!(line("token=hunter2, hunter2-long!"), format!("token={MASK}, {MASK}!"));
        assert_eq!(line("> second line"), format!("> {MASK}"));
        assert_eq!(line("epoch 3 of 30"), "epoch 3 of 30");
    }
}
