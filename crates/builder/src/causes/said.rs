//! What the instruction that failed said.

use super::Rule;
use crate::cause::{failed_instruction, without_colours};

/// How many lines before the end may tell the cause: what was said earlier did not stop the instruction.
const NEAR: usize = 100;

/// The last lines of a step.
pub(super) struct Said {
    /// Each with its place in the log of the step.
    lines: Vec<(usize, String)>,
    /// The instruction, as far as the engine repeats it.
    instruction: String,
}

impl Said {
    /// What the last instruction said: all after the line that begins it, but not more than what is near the end.
    pub fn last(lines: &[&str]) -> Self {
        let far = lines.len().saturating_sub(NEAR);
        let begins = lines.iter().rposition(|line| line.starts_with("STEP "));
        let after = begins.map_or(far, |begins| far.max(begins + 1));
        let instruction = begins.map(|begins| lines[begins].to_owned()).unwrap_or_default();
        let own = |line: &str| {
            let plain = without_colours(line);
            // The engine quotes the instruction; what follows it is the engine's own word.
            failed_instruction(&plain).map_or_else(|| plain.clone(), |(_, end)| end)
        };
        Self { lines: (after..lines.len()).map(|at| (at, own(lines[at]))).collect(), instruction }
    }

    /// The first line that has the words of a rule, with its place.
    pub fn find(&self, rule: &Rule) -> Option<(usize, &str)> {
        let (at, line) = self.lines.iter().find(|(_, line)| rule.is_told_by(line, self))?;
        Some((*at, line))
    }

    /// Whether a word stands in the instruction or in what it said.
    pub fn has(&self, word: &str) -> bool {
        self.instruction.contains(word) || self.lines.iter().any(|(_, line)| line.contains(word))
    }
}
