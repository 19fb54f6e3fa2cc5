//! What a trial knows, how a finding is made of it, and what a failed try said, in words that fit into a message.

use crate::{
    report::{Finding, FindingKind, Level, Package},
    trial::{
        answer::{Answer, Tried},
        libraries::Libraries,
        messages,
        subjects::{Distributions, Subject},
    },
};

/// What a trial knows.
pub struct Evidence<'a> {
    /// What was wanted, modules first.
    pub subjects: &'a [Subject],
    /// What became of it.
    pub answer: &'a Answer,
    /// The packages of the environment.
    pub distributions: &'a Distributions,
    /// Its native code.
    pub libraries: &'a Libraries,
}

pub fn finding(
    kind: FindingKind,
    level: Level,
    package: Option<Package>,
    subject: &str,
    message: &str,
    help: Option<String>,
) -> Finding {
    // Names of files and libraries are whatever a package likes.
    let (subject, message) = (plain(subject), plain(message));
    Finding { kind, level, package, subject, message, help: help.map(|help| plain(&help)), fix: None }
}

/// The maximum length of a quotation in a message, in characters.
const MAX_QUOTED: usize = 400;

/// All that was said about a failure.
pub(super) fn words(tried: &Tried) -> String {
    let error = tried.error.clone().unwrap_or_default();
    [error.r#type, error.text, tried.said.clone()]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(": ")
}

/// How a try ended, in words that fit into a sentence.
pub(super) fn ended(tried: &Tried, words: &str) -> String {
    let how = match tried.status {
        None => return quoted(words),
        Some(status) if status < 0 => format!("the process ended with {}", messages::signal(-status)),
        Some(status) => format!("the process ended with exit code {status}"),
    };
    let last = tried.said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if last.is_empty() { how } else { format!("{how}: {}", quoted(last)) }
}

/// Words of others in one line and not too long.
pub(super) fn quoted(words: &str) -> String {
    let line = plain(words);
    match line.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}

/// Words in one line, without letters that nobody sees.
pub(super) fn plain(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control()).collect()
}
