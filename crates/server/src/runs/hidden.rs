//! Lines of a log without the secrets that the command was given.

use builder::{Event, EventSender};
use std::collections::BTreeMap;
use tokio::sync::mpsc::Receiver;

/// What stands in the place of a secret.
const DOTS: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";
/// How long a part of a secret is at least that is looked for: shorter ones are in every text.
const SHORTEST: usize = 4;

/// What must not be seen.
pub struct Hidden(Vec<String>);

impl Hidden {
    /// The values of these variables; of those with several lines, each line.
    pub fn of(secrets: &BTreeMap<String, String>) -> Self {
        let lines = secrets.values().flat_map(|value| value.lines()).map(str::trim);
        let mut parts: Vec<String> = lines.filter(|line| line.len() >= SHORTEST).map(str::to_owned).collect();
        // The longest first: a shorter one may be a part of it.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        Self(parts)
    }

    /// A line without them.
    fn line(&self, mut line: String) -> String {
        for part in self.0.iter().filter(|part| !part.is_empty()) {
            if line.contains(part.as_str()) {
                line = line.replace(part.as_str(), DOTS);
            }
        }
        line
    }

    /// Hands on what a command says, without them.
    pub async fn hand_on(&self, mut from: Receiver<Event>, to: EventSender) {
        while let Some(event) = from.recv().await {
            let event = match event {
                Event::Line(step, line) => Event::Line(step, self.line(line)),
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
        let hidden = Hidden::of(&secrets.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let line = |text: &str| hidden.line(text.to_owned());
        assert_eq!(line("token=hunter2, hunter2-long!"), format!("token={DOTS}, {DOTS}!"));
        assert_eq!(line("> second line"), format!("> {DOTS}"));
        assert_eq!(line("epoch 3 of 30"), "epoch 3 of 30");
    }
}
