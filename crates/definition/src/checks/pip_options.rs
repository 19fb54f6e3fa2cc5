//! Options that stand behind a requirement.

use super::package::Package;
use super::{Check, Rule};
use crate::PackageSource;
use crate::canonical::pip_as_read;
use crate::edit::Edit;

/// The check for a pip line with options that pip passes over.
pub fn find(package: &Package) -> Option<Check> {
    let text = package.row.text.trim();
    if package.row.source != PackageSource::Pip || text.starts_with(['-', '#']) {
        return None;
    }
    let said = text.split(" #").next().unwrap_or_default();
    let (requirement, options) = pip_as_read(said);
    let first = options.first()?;
    let moved: Vec<String> = options.iter().map(|option| on_its_own(option)).collect();
    let message = format!("Pip does not read `{first}` behind a requirement");
    let help = format!(
        "`{requirement}` is installed as if it were not there. On a line of its own an option holds for all pip packages."
    );
    let line = |before: Option<&str>, after: &str| Edit::Line {
        source: PackageSource::Pip,
        before: before.map(str::to_owned),
        after: Some(after.to_owned()),
    };
    let mut edits = vec![line(Some(&package.row.text), &requirement)];
    edits.extend(moved.iter().map(|option| line(None, option)));
    let title = format!("Write {} on a line of its own", moved.join(" "));
    Some(Check::new(Rule::PipOptionPassedOver, message, help).at(package.row.path()).fix(title, edits))
}

/// As a line of its own. One index instead of the usual one would be that of all packages: there it is one more.
fn on_its_own(option: &str) -> String {
    let (name, value) = option.split_once([' ', '=']).unwrap_or((option, ""));
    match name {
        "--index-url" | "-i" => format!("--extra-index-url {value}"),
        _ => option.to_owned(),
    }
}
