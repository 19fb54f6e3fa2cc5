//! The output of the instruction that failed.

use super::quote::quoted;

/// How many lines before the end may hold the cause: earlier output did not stop the instruction.
const MAX_LINES: usize = 100;

/// The last lines of a step.
pub(super) struct Output {
    /// Each with its place in the log of the step.
    lines: Vec<(usize, String)>,
    /// The instruction, as far as the engine repeats it.
    instruction: String,
}

impl Output {
    /// The output of the last instruction: all after the line that begins it, but not more than what is near the end.
    pub fn last(lines: &[&str]) -> Self {
        let far = lines.len().saturating_sub(MAX_LINES);
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

    /// A text that is all output of one instruction.
    pub fn whole(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).enumerate().collect(), instruction: String::new() }
    }

    /// The lines, each with its place in the log of the step.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = (usize, &str)> {
        self.lines.iter().map(|(at, line)| (*at, line.as_str()))
    }

    /// Whether a word is in the instruction or in its output.
    pub fn contains(&self, word: &str) -> bool {
        self.instruction.contains(word) || self.lines.iter().any(|(_, line)| line.contains(word))
    }
}

/// The instruction that failed, and how it ended.
pub(super) fn failed_instruction(line: &str) -> Option<(String, String)> {
    let (_, after) = line.split_once("building at STEP \"")?;
    // Quotes in the instruction are as they were typed; the one that ends it is followed by the engine's words.
    if let Some((instruction, end)) = after.split_once("\": ") {
        return Some((quoted(&first_line(instruction)), quoted(end)));
    }
    // The rest is more lines; how it ended stands behind them.
    let end = after.rsplit(": ").next().unwrap_or_default();
    Some((quoted(&first_line(after)), end.to_owned()))
}

/// The first line of an instruction whose line ends and tabulators are spelled out.
fn first_line(instruction: &str) -> String {
    instruction.split("\\n").next().unwrap_or_default().replace("\\t", " ").replace("\\\\", "\\")
}

/// The text without terminal colours.
pub(super) fn without_colours(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
