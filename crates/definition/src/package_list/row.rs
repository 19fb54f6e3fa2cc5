//! Package lists as rows: one line of text and its place in the definition.

use crate::canonical::join_pip_lines;
use crate::model::{Definition, Dependency, PackageSource};

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
