//! A rule: what went wrong, and the words by which it is known.

use super::{output::Output, quote::quoted};

/// A known cause of failed builds.
#[derive(Debug)]
pub struct Rule {
    /// Identifies it in links, exports and the interface. Never changes.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// What that means and what to do about it.
    pub help: &'static str,
    pub(super) words: &'static [Words],
}

/// Words of a tool. They are in one line, in any order.
#[derive(Debug)]
pub(super) struct Words {
    /// All of them are in the line.
    pub line: &'static [&'static str],
    /// These are somewhere else in the output of the instruction, or in the instruction itself.
    pub beside: &'static [&'static str],
    /// How a line with these words explains a failure.
    pub cause: Cause,
}

/// How a line explains a failure in the words of the build.
#[derive(Debug)]
pub(super) enum Cause {
    /// Not at all: the rule says enough.
    Rule,
    /// By a sentence, with the line after it.
    Sentence(&'static str),
    /// By a text that is made of the line; `None` when the line has not what it needs.
    Text(fn(&str) -> Option<String>),
}

impl Words {
    /// Words of one line that need no others beside them.
    pub const fn line(line: &'static [&'static str]) -> Self {
        Self { line, beside: &[], cause: Cause::Rule }
    }

    /// The same, which explain a failure by a sentence and the line.
    pub const fn sentence(line: &'static [&'static str], sentence: &'static str) -> Self {
        Self { line, beside: &[], cause: Cause::Sentence(sentence) }
    }

    /// The same, which explain a failure by a text that is made of the line.
    pub const fn text(line: &'static [&'static str], text: fn(&str) -> Option<String>) -> Self {
        Self { line, beside: &[], cause: Cause::Text(text) }
    }

    /// Words of one line that need others beside them.
    pub const fn beside(line: &'static [&'static str], beside: &'static [&'static str]) -> Self {
        Self { line, beside, cause: Cause::Rule }
    }

    /// Whether a line has these words, and the output the others.
    pub fn match_line(&self, line: &str, output: &Output) -> bool {
        self.line.iter().all(|word| line.contains(word)) && self.beside.iter().all(|word| output.contains(word))
    }

    /// Explains a failure by a line that has these words.
    pub fn explain(&self, line: &str) -> Option<String> {
        match self.cause {
            Cause::Rule => None,
            Cause::Sentence(sentence) => Some(format!("{sentence}: {}", quoted(line))),
            Cause::Text(text) => text(line),
        }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// Whether a line has the words of this rule.
    pub(super) fn matches(&self, line: &str, output: &Output) -> bool {
        self.words.iter().any(|words| words.match_line(line, output))
    }
}

#[cfg(test)]
pub(super) mod samples {
    use crate::causes::recognise;

    /// Checks a rule with a log that it explains and a log that it does not.
    pub fn explains(id: &str, failing: &str, near_miss: &str) {
        let known = |log: &str| {
            let lines: Vec<_> = log.lines().collect();
            recognise(&lines, "").map(|found| found.rule.id)
        };
        assert_eq!(known(failing), Some(id), "{failing}");
        assert_ne!(known(near_miss), Some(id), "{near_miss}");
    }

    /// The rule that explains a cause which no line of a log tells.
    pub fn of_cause(cause: &str) -> Option<&'static str> {
        recognise(&[], cause).map(|found| found.rule.id)
    }
}
