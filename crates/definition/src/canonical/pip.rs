//! Lines of a pip list: requirements that pip reads alike become equal, options keep their order.

use crate::text::{is_blank, lines, squeeze, trim};
use std::collections::BTreeSet;

/// One line that says something.
pub enum Line {
    /// An option of pip (`--pre`, `-r other.txt`).
    Option(String),
    /// Something to install.
    Requirement(String),
}

/// The lines of one entry of a pip list, blank lines and comments left out.
pub fn read(entry: &str) -> impl Iterator<Item = Line> {
    lines(entry).filter_map(line)
}

/// The canonical spelling of one line; empty when it says nothing.
pub fn meaning(text: &str) -> String {
    let spelled = read(text).map(|line| match line {
        Line::Option(text) | Line::Requirement(text) => text,
    });
    spelled.collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> Option<Line> {
    let line = without_comment(trim(line));
    if line.is_empty() {
        return None;
    }
    if line.starts_with('-') {
        return Some(Line::Option(squeeze(line)));
    }
    let requirement = if line.contains(" --") { None } else { requirement(line) };
    Some(Line::Requirement(requirement.unwrap_or_else(|| squeeze(line))))
}

fn without_comment(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    let comment = [" #", "\t#"].into_iter().filter_map(|start| line.find(start)).min();
    comment.map_or(line, |comment| trim(&line[..comment]))
}

/// `name [extras] versions ; marker` or `name [extras] @ place`; none for anything else.
fn requirement(line: &str) -> Option<String> {
    let (name, rest) = line.split_at(name_length(line)?);
    let (extras, rest) = extras(rest.trim_start_matches(is_blank))?;
    let name = format!("{}{extras}", canonical_name(name));
    if let Some(place) = rest.strip_prefix('@') {
        return Some(format!("{name} @ {}", squeeze(trim(place))));
    }
    let (versions, marker) = rest.split_once(';').unwrap_or((rest, ""));
    let versions = clauses(versions)?;
    let marker = squeeze(trim(marker));
    let marker = if marker.contains('"') { marker } else { marker.replace('\'', "\"") };
    let separator = if marker.is_empty() { "" } else { "; " };
    Some(format!("{name}{versions}{separator}{marker}"))
}

/// The length of the name at the start: it begins and ends with a letter or digit.
pub fn name_length(text: &str) -> Option<usize> {
    let end = text.find(|next: char| !next.is_ascii_alphanumeric() && !matches!(next, '-' | '_' | '.'));
    let name = text[..end.unwrap_or(text.len())].trim_end_matches(['-', '_', '.']);
    name.starts_with(|first: char| first.is_ascii_alphanumeric()).then_some(name.len())
}

/// Lower case, runs of `-`, `_` and `.` as one `-`.
pub fn canonical_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// The extras as `[a,b]` or nothing, and what follows them; none when a bracket holds something else.
fn extras(text: &str) -> Option<(String, &str)> {
    let Some(inside) = text.strip_prefix('[') else {
        return Some((String::new(), text));
    };
    let (inside, rest) = inside.split_once(']')?;
    let mut names = BTreeSet::new();
    for extra in inside.split(',').map(trim).filter(|extra| !extra.is_empty()) {
        if name_length(extra) != Some(extra.len()) {
            return None;
        }
        names.insert(canonical_name(extra));
    }
    let joined = names.into_iter().collect::<Vec<_>>().join(",");
    let written = if joined.is_empty() { joined } else { format!("[{joined}]") };
    Some((written, rest.trim_start_matches(is_blank)))
}

/// The version clauses without blanks, as a sorted set joined with commas; none when they are no clauses.
fn clauses(text: &str) -> Option<String> {
    let text = trim(text);
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map_or(text, trim);
    if text.is_empty() {
        return Some(String::new());
    }
    let clauses: Option<BTreeSet<String>> = text.split(',').map(|each| clause(trim(each))).collect();
    Some(clauses?.into_iter().collect::<Vec<_>>().join(","))
}

fn clause(text: &str) -> Option<String> {
    let operators = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];
    let operator = operators.into_iter().find(|operator| text.starts_with(operator))?;
    let version = trim(&text[operator.len()..]);
    (!version.is_empty() && !version.contains([' ', '\t', ';'])).then(|| format!("{operator}{version}"))
}

/// Whether pip would take the line for an option, a requirement, a URL or a path.
pub fn is_pip_line(line: &str) -> bool {
    let line = without_comment(line);
    let first = line.split(is_blank).next().unwrap_or_default();
    line.starts_with('-') || first.contains("://") || first.contains('/') || named(line).is_some()
}

/// The canonical spelling of a requirement that has a name, without options and comment; none of anything else.
pub fn named(line: &str) -> Option<String> {
    let line = without_comment(trim(line));
    requirement(line.split(" --").next().unwrap_or_default())
}
