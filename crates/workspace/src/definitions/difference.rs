//! What differs between two definitions, in one sentence for an error.

use super::Checked;
use definition::{Change, PackageChange};

/// How many differences a sentence names before it only counts the rest.
const MAX_NAMED: usize = 4;

/// What the second has that the first has not, and the other way round, in words.
pub fn describe_difference(before: &Checked, after: &Checked) -> String {
    let comparison = definition::compare(&before.canonical, &after.canonical);
    let packages = comparison.packages.iter().map(package);
    let changes = comparison.changes.iter().map(change);
    let mut parts: Vec<String> = packages.chain(changes).collect();
    if before.definition.variables != after.definition.variables {
        parts.push("the environment variables differ".into());
    }
    if before.definition.interpreter_path != after.definition.interpreter_path {
        parts.push("the path of the interpreter differs".into());
    }
    let place = |checked: &Checked| checked.definition.context.clone().filter(|context| context.digest.is_none());
    if place(before) != place(after) {
        parts.push("the place of the build context differs".into());
    }
    if before.definition.kept != after.definition.kept {
        parts.push("settings of the run differ".into());
    }
    let rest = parts.len().saturating_sub(MAX_NAMED);
    parts.truncate(MAX_NAMED);
    if rest > 0 {
        parts.push(format!("{rest} more"));
    }
    parts.join("; ")
}

fn package(change: &PackageChange) -> String {
    let any = |constraint: &String| if constraint.is_empty() { "any".to_owned() } else { constraint.clone() };
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} {} \u{2192} {}", change.name, any(before), any(after)),
        (None, Some(after)) => format!("+ {} {after}", change.name).trim_end().to_owned(),
        (Some(before), None) => format!("\u{2212} {} {before}", change.name).trim_end().to_owned(),
        (None, None) => change.name.clone(),
    }
}

fn change(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{}: {before} \u{2192} {after}", change.what),
        (None, Some(after)) => format!("{}: + {after}", change.what),
        (Some(before), None) => format!("{}: \u{2212} {before}", change.what),
        (None, None) => change.what.clone(),
    }
}
