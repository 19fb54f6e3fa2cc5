//! Checks of a file: those of its definition with their lines, and those that only the text shows.

mod conflict;
mod lines;
mod sections;

use super::{Check, Rule, check, texts};
use crate::import::{decode, import_text, mapping};
use crate::node::Node;
use crate::{ImportError, Kind, Policy, recognise};
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
    let text = match decode(bytes) {
        Ok(text) => text,
        // There is no text to look for the line in.
        Err(ImportError { line, message, help }) => {
            return vec![Check::new(Rule::Unreadable, format!("This cannot be read: {message}"), help).on_line(line)];
        }
    };
    if let Some(conflict) = conflict::find(&text) {
        return vec![conflict];
    }
    let kind = match kind.map_or_else(|| recognise(text.as_bytes()), Ok) {
        Ok(kind) => kind,
        Err(error) => return vec![unreadable(None, &text, error)],
    };
    let tree = tree(&text, kind);
    let only_here = tree.iter().flat_map(|root| sections::find(root, kind));
    let mut found: Vec<Check> = only_here.collect();
    match import_text(&text, kind) {
        Ok(imported) => {
            let mut of_definition = check(&imported.definition);
            // What the text shows is said with its line already; the fix is that of the definition.
            for shown in &mut found {
                if let Some(known) = of_definition.iter_mut().find(|check| check.rule == shown.rule) {
                    shown.fix = known.fix.take();
                }
            }
            of_definition.extend(policy.findings(&imported.definition));
            of_definition.retain(|check| found.iter().all(|other| other.rule != check.rule));
            Lines::new(&text, kind, tree.as_ref()).fill(&mut of_definition);
            found.extend(of_definition);
        }
        Err(_) if found.iter().any(|check| check.rule == Rule::ContextLocationMissing) => {}
        Err(error) => found.push(unreadable(Some(kind), &text, error)),
    }
    found.sort_by_key(|check| (check.severity(), check.line().unwrap_or_default()));
    found
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
