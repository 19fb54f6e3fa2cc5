//! Checks of a file: those of its definition with their lines, and those that only the text shows.

mod conflict;
mod files;
mod lines;
mod sections;

pub use files::{CheckedFile, check_files};

use super::{Check, Rule, texts};
use crate::import::mapping;
use crate::node::Node;
use crate::{ImportError, Kind, Policy, SourceFiles};
use lines::Lines;

/// What the rules find in a file of this kind, or of the kind that its content shows; the heaviest first, with their
/// lines. A file that cannot be read gets one check that says why.
#[must_use]
pub fn check_source(bytes: &[u8], kind: Option<Kind>) -> Vec<Check> {
    check_source_by(&Policy::default(), bytes, kind)
}

/// The same as [`check_source`], and what breaks a policy.
#[must_use]
pub fn check_source_by(policy: &Policy, bytes: &[u8], kind: Option<Kind>) -> Vec<Check> {
    check_files(policy, &SourceFiles::alone(bytes, kind)).into_iter().flat_map(|file| file.checks).collect()
}

/// Gives checks of a definition the lines that they have in its text.
pub fn locate(checks: &mut [Check], text: &str, kind: Kind) {
    let tree = tree(text, kind);
    Lines::new(text, kind, tree.as_ref()).fill(checks);
}

/// The text as a tree, where it is one.
fn tree(text: &str, kind: Kind) -> Option<Node> {
    let is_tree = matches!(kind, Kind::Conda | Kind::V1 | Kind::V2);
    is_tree.then(|| mapping::parse(text).ok()).flatten()
}

fn unreadable(kind: Option<Kind>, text: &str, error: ImportError) -> Check {
    let ImportError { line, message, help } = error;
    // What is missing at the end is missing on the last line.
    let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
    let line = line.map(|line| line.clamp(1, last));
    let said = line.and_then(|line| text.lines().nth(line as usize - 1)).unwrap_or_default().trim();
    if texts::is_template(said) && !said.starts_with('#') {
        return texts::template(said).on_line(line);
    }
    let rule = if kind == Some(Kind::Conda) { Rule::CondaInvalid } else { Rule::Unreadable };
    Check::new(rule, format!("This cannot be read: {message}"), help).on_line(line)
}
