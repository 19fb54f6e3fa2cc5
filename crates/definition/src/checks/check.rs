//! What a rule finds: a place, a sentence, and where there is one, a fix.

use super::rule::{Rule, Severity};
use crate::edit::Edit;
use crate::secrets::mask;

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The rule.
    pub rule: Rule,
    /// Where it was found; the first is the one to go to, none when it is about the whole.
    pub places: Vec<Place>,
    /// What was found, in words for people, without a full stop.
    pub message: String,
    /// What it means and what to do about it.
    pub help: String,
    /// What would settle it.
    pub fix: Option<Fix>,
}

/// Where a check was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the field (`python.condaDependencies.dependencies[3]`).
    pub path: String,
    /// The line inside the text of that field, the first is 1; for a Dockerfile.
    pub within: Option<u32>,
    /// The line of the source that was checked, the first is 1.
    pub line: Option<u32>,
}

/// Edits that settle a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as a button says it.
    pub title: String,
    /// The edits, to be made in this order.
    pub edits: Vec<Edit>,
}

impl Check {
    /// How much it weighs.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.rule.severity()
    }

    /// The line to go to, where it is known.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.places.first()?.line
    }

    /// A check that is about the whole; credentials in the texts are masked.
    #[must_use]
    pub fn new(rule: Rule, message: impl Into<String>, help: impl Into<String>) -> Self {
        // What is quoted may hold a credential.
        let [message, help] = [message.into(), help.into()].map(|text: String| mask(&text).into_owned());
        Self { rule, places: Vec::new(), message, help, fix: None }
    }

    pub(crate) fn at(self, path: impl Into<String>) -> Self {
        self.within(path, None)
    }

    pub(crate) fn within(mut self, path: impl Into<String>, within: Option<u32>) -> Self {
        self.places.push(Place { path: path.into(), within, line: None });
        self
    }

    pub(crate) fn on_line(mut self, line: Option<u32>) -> Self {
        self.places.push(Place { path: String::new(), within: None, line });
        self
    }

    pub(crate) fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: mask(&title.into()).into_owned(), edits });
        self
    }
}
