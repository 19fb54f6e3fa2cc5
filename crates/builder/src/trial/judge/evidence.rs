//! What a trial knows, and how a finding is made of it.

use super::words::plain;
use crate::{
    report::{Finding, FindingKind, Level, Package},
    trial::{
        answer::Answer,
        libraries::Libraries,
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
