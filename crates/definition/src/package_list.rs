//! The conda and pip lists of a definition, line by line: each with its place, and taken apart.

use crate::canonical::{Specification, join_pip_lines, pip_name_length, pip_named, without_pip_comment};
use crate::model::{Definition, Dependency, PackageSource};
use crate::outside;
use crate::text::{is_blank, trim};

/// One package, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// Which list that is.
    pub source: PackageSource,
    /// The line; those that a backslash continues are one.
    pub text: String,
}

/// Where a row stands in the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) dependency: usize,
    pub(crate) entry: usize,
    pub(crate) line: usize,
    /// How many lines continue it.
    pub(crate) continued: usize,
}

impl Row {
    /// The path of the field that holds it (`python.condaDependencies.dependencies[3].pip[0]`).
    #[must_use]
    pub fn path(&self) -> String {
        let Place { dependency, entry, .. } = self.place;
        let pip = if self.source == PackageSource::Pip { format!(".pip[{entry}]") } else { String::new() };
        format!("python.condaDependencies.dependencies[{dependency}]{pip}")
    }
}

/// Every package in the order it was written; lines that are blank or a comment are no rows.
#[must_use]
pub fn rows(definition: &Definition) -> Vec<Row> {
    let mut rows = Vec::new();
    for (dependency, item) in definition.dependencies.iter().enumerate() {
        match item {
            Dependency::Conda(text) => {
                let place = Place { dependency, entry: 0, line: 0, continued: 0 };
                rows.push(Row { place, source: PackageSource::Conda, text: text.clone() });
            }
            Dependency::Pip(entries) => {
                let lines: Vec<(usize, usize, &str)> = entries
                    .iter()
                    .enumerate()
                    .flat_map(|(entry, text)| text.lines().enumerate().map(move |(line, text)| (entry, line, text)))
                    .collect();
                let joined = join_pip_lines(lines.iter().map(|(.., text)| *text));
                rows.extend(joined.into_iter().filter(|joined| is_package(&joined.text)).map(|joined| {
                    let (entry, line, _) = lines[joined.first];
                    let place = Place { dependency, entry, line, continued: joined.count - 1 };
                    Row { place, source: PackageSource::Pip, text: joined.text }
                }));
            }
        }
    }
    rows
}

/// Whether a line is neither blank nor a comment.
pub(crate) fn is_package(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// A row and how its list reads it.
pub(crate) struct PackageLine {
    pub row: Row,
    pub kind: LineKind,
}

/// How a list reads a line.
pub(crate) enum LineKind {
    /// A package of an index.
    Named {
        /// In canonical spelling.
        name: String,
        /// Versions, extras and markers, in canonical spelling.
        constraint: String,
    },
    /// A URL or a path.
    Location,
    /// An option of pip.
    PipOption,
    /// Nothing that its list knows.
    Unknown,
}

impl PackageLine {
    pub fn parse(row: Row) -> Self {
        let kind = match row.source {
            PackageSource::Conda => conda(&row.text),
            PackageSource::Pip | PackageSource::Spark => pip(&row.text),
        };
        Self { row, kind }
    }

    /// The canonical name of the package, if the line names one.
    pub fn name(&self) -> Option<&str> {
        if let LineKind::Named { name, .. } = &self.kind { Some(name) } else { None }
    }

    /// Whether it is the line of this package in the conda list.
    pub fn is_conda(&self, name: &str) -> bool {
        self.row.source == PackageSource::Conda && self.name() == Some(name)
    }

    /// Whether it asks for one version; `None` if no version can be asked for.
    pub fn is_exact(&self) -> Option<bool> {
        let LineKind::Named { constraint, .. } = &self.kind else { return None };
        Some(match self.row.source {
            PackageSource::Conda => is_exact_for_conda(constraint),
            PackageSource::Pip | PackageSource::Spark => is_exact_for_pip(constraint),
        })
    }

    /// Whether the line names a file of some machine.
    pub fn is_local(&self) -> bool {
        let text = trim(&self.row.text);
        match (&self.kind, self.row.source) {
            (_, PackageSource::Conda) => outside::conda_refers(text),
            (LineKind::PipOption, _) => outside::option_refers(without_pip_comment(text)),
            _ => outside::requirement_refers(without_pip_comment(text)),
        }
    }
}

fn conda(text: &str) -> LineKind {
    let text = trim(text);
    match Specification::parse(text) {
        Some(Specification { name, rest, .. }) => LineKind::Named { name, constraint: rest },
        None if text.contains("://") || outside::conda_refers(text) => LineKind::Location,
        None => LineKind::Unknown,
    }
}

fn pip(text: &str) -> LineKind {
    let text = trim(text);
    if text.starts_with('-') {
        return LineKind::PipOption;
    }
    let named = pip_named(text).and_then(|requirement| {
        let (name, rest) = requirement.split_at(pip_name_length(&requirement)?);
        Some(LineKind::Named { name: name.to_owned(), constraint: rest.to_owned() })
    });
    let first = text.split(is_blank).next().unwrap_or_default();
    let is_location = first.contains("://") || first.contains(['/', '\\']) || first.starts_with('.');
    named.unwrap_or(if is_location { LineKind::Location } else { LineKind::Unknown })
}

/// `=1.26` counts: conda installs a version of that series, and people pin like this.
fn is_exact_for_conda(rest: &str) -> bool {
    if let Some((before, inside)) = rest.split_once('[') {
        let in_brackets = inside.contains("version") && !inside.contains(['<', '>', '~', '|']);
        return in_brackets || !before.is_empty() && is_exact_for_conda(trim(before));
    }
    let is_version = |clause: &str| {
        let version = clause.trim_start_matches('=');
        version.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '{')
    };
    !rest.contains('|') && rest.split(',').any(is_version)
}

fn is_exact_for_pip(rest: &str) -> bool {
    let versions = rest.split("; ").next().unwrap_or_default();
    let versions = versions.split_once(']').map_or(versions, |(_, versions)| versions);
    versions.contains("@ ") || versions.split(',').any(|clause| clause.starts_with("==") && !clause.contains('*'))
}
