//! What pip, and the installer of builds, make of a line of a requirements file.
//!
//! The judges are pip 26 and uv 0.13; `tests/judges.rs` says where they disagree.

mod explain;
mod marker;
mod option;

pub use option::OptionLine;

use crate::canonical::{TrailingZeros, normal_version, pip_name_length, without_pip_comment};
use crate::text::{is_blank, trim};

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How pip takes it.
    pub kind: FaultKind,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The lines to write in its place, where one change certainly settles it; none takes it out.
    pub fix: Option<Vec<String>>,
}

/// How pip takes a line that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It refuses a requirement.
    Requirement,
    /// It refuses a requirement that is written as conda writes it, with one `=`.
    SingleEquals,
    /// It refuses an option.
    Option,
    /// It passes over the line in silence: a dash of a YAML list stands before it.
    ListMark,
    /// It passes over a part of the line in silence.
    PassedOver,
    /// It reads the line, and the installer of builds does not.
    NotSupported,
}

impl Fault {
    fn new(kind: FaultKind, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: help.into(), fix: None }
    }

    fn fix(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.fix = Some(lines.into_iter().collect());
        self
    }
}

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
    let found = if archive(requirement) || is_place(requirement) { None } else { explain::requirement(requirement) };
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

/// The endings of archives that pip takes for files.
const ARCHIVES: [&str; 12] =
    [".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma"];

/// Whether a requirement is an archive by its file name.
pub fn archive(requirement: &str) -> bool {
    let name = requirement.split([' ', '\t', ';', '[']).next().unwrap_or_default().to_ascii_lowercase();
    !requirement.contains('@') && !name.contains("://") && ARCHIVES.iter().any(|ending| name.ends_with(ending))
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

/// Whether the grammar of requirements covers a line, and every version and marker in it is one.
fn is_read_by_pip(requirement: &str) -> bool {
    explain::find(requirement).is_none()
}

/// Whether PEP 440 knows a version.
fn is_version(text: &str) -> bool {
    normal_version(text, TrailingZeros::Keep).is_some()
}
