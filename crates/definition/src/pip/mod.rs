//! What pip, and the installer of builds, make of a line of a requirements file.
//!
//! The judges are pip 26 and uv 0.13; `tests/judges.rs` says where they disagree.

mod explain;
mod fault;
mod marker;
mod option;

pub use fault::FaultKind;
pub use option::OptionLine;

use crate::canonical::{pip_name_length, without_pip_comment};
use crate::location::is_pip_archive;
use crate::text::{is_blank, trim};
use fault::Fault;

/// What is wrong with a line, joined with those that continue it; none when pip and the installer read it alike.
pub fn fault(line: &str) -> Option<Fault> {
    let line = without_pip_comment(trim(line));
    // Variables are filled in by pip itself, and nobody knows with what.
    if line.is_empty() || line.contains("${") {
        return None;
    }
    if let Some(rest) = list_mark(line) {
        let help = "This is YAML list syntax. Pip silently skips the line, so nothing is installed.";
        let message = if rest.is_empty() {
            "The line is only a dash".to_owned()
        } else {
            format!("There is a dash before `{rest}`")
        };
        let fault = Fault::new(FaultKind::ListMark, message, help);
        // The dash of an option may stand apart from it.
        let option = rest.split_once(is_blank).filter(|(name, _)| name.len() == 1).map(|_| format!("-{rest}"));
        let meant =
            option.filter(|option| OptionLine::parse(option).fault().is_none()).unwrap_or_else(|| rest.to_owned());
        return Some(fault.fix(Some(meant).filter(|meant| !meant.is_empty())));
    }
    if line.starts_with('-') {
        return OptionLine::parse(line).fault();
    }
    let (requirement, options) = line.split_at(options_at(line).unwrap_or(line.len()));
    let requirement = trim(requirement);
    let found =
        if is_pip_archive(requirement) || is_place(requirement) { None } else { explain::requirement(requirement) };
    let found = found.map(|fault| {
        let with_options = |line: String| trim(&(line + " " + options)).to_owned();
        Fault { fix: fault.fix.map(|lines| lines.into_iter().map(with_options).collect()), ..fault }
    });
    let behind = if options.is_empty() { None } else { option::behind(requirement, options) };
    explain::heaviest([found, behind])
}

/// A requirement as pip reads it: without the options behind it that pip passes over.
pub fn as_read(line: &str) -> String {
    let (requirement, options) = line.split_at(options_at(line).unwrap_or(line.len()));
    option::as_read(trim(requirement), options).unwrap_or_else(|| line.to_owned())
}

/// What follows the dash of a list.
fn list_mark(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('-')?;
    (rest.is_empty() || rest == "-" || rest.starts_with(is_blank))
        .then(|| rest.trim_matches(|next| next == '-' || is_blank(next)))
}

/// Where the options behind a requirement begin: with the first word that begins with a dash.
fn options_at(line: &str) -> Option<usize> {
    let dashes = line.match_indices('-').map(|(at, _)| at);
    dashes.into_iter().find(|at| *at > 0 && line[..*at].ends_with(is_blank))
}

/// Whether a requirement is a path or a URL without a name before it.
fn is_place(requirement: &str) -> bool {
    let first = requirement.split([' ', '\t', '[', ';']).next().unwrap_or_default();
    let named = pip_name_length(first).is_some_and(|length| first.len() == length);
    let direct = requirement.split_once('@').is_some_and(|(name, _)| {
        let name = name.trim_end_matches(is_blank);
        let name = name.split_once('[').map_or(name, |(name, _)| name.trim_end_matches(is_blank));
        pip_name_length(name) == Some(name.len())
    });
    !named
        && !direct
        && (first.contains("://")
            || first.contains(['/', '\\'])
            || first.starts_with('.')
            || first.starts_with("file:"))
}
