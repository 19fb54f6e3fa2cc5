//! A rule: what went wrong, and the words by which it is known.

use super::said::Said;

/// A known cause of failed builds.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in links, exports and the interface; it never changes.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// What that means and what to do about it.
    pub help: &'static str,
    pub(super) words: &'static [Words],
}

/// Words of a tool. They stand in one line, in any order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// All of them stand in the line.
    pub line: &'static [&'static str],
    /// These stand somewhere else in what the instruction said, or in the instruction itself.
    pub beside: &'static [&'static str],
}

impl Words {
    /// Words of one line that need no others beside them.
    pub const fn line(line: &'static [&'static str]) -> Self {
        Self { line, beside: &[] }
    }

    fn are_in(&self, text: &str) -> bool {
        self.line.iter().all(|word| text.contains(word))
    }
}

impl Rule {
    /// Whether a line has the words of this rule.
    pub(super) fn is_told_by(&self, line: &str, said: &Said) -> bool {
        self.words.iter().any(|words| words.are_in(line) && words.beside.iter().all(|word| said.has(word)))
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
