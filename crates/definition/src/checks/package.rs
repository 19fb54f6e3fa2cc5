//! One line of a conda or pip list, taken apart.

use crate::PackageSource;
use crate::canonical::{Specification, pip_name_length, pip_named, without_pip_comment};
use crate::edit::Row;
use crate::outside;
use crate::text::{is_blank, trim};

/// A row and what it says.
pub struct Package {
    /// The row.
    pub row: Row,
    /// What it says.
    pub said: Said,
}

/// What a line says.
pub enum Said {
    /// A package of an index.
    Named {
        /// Its canonical name.
        name: String,
        /// What is asked of it, in canonical spelling: versions, extras, a marker.
        rest: String,
    },
    /// A URL or a path.
    Located,
    /// An option of pip.
    Option,
    /// Nothing that its list knows.
    Nothing,
}

impl Package {
    /// Takes a row apart.
    pub fn of(row: Row) -> Self {
        let said = match row.source {
            PackageSource::Conda => conda(&row.text),
            PackageSource::Pip | PackageSource::Spark => pip(&row.text),
        };
        Self { row, said }
    }

    /// Its name, where it has one.
    pub fn name(&self) -> Option<&str> {
        if let Said::Named { name, .. } = &self.said { Some(name) } else { None }
    }

    /// Whether it stands in the conda list under this name.
    pub fn is_conda(&self, wanted: &str) -> bool {
        self.row.source == PackageSource::Conda && self.name() == Some(wanted)
    }

    /// Whether it asks for one version; none when no version can be asked for.
    pub fn is_exact(&self) -> Option<bool> {
        let Said::Named { rest, .. } = &self.said else { return None };
        Some(match self.row.source {
            PackageSource::Conda => is_exact_for_conda(rest),
            PackageSource::Pip | PackageSource::Spark => is_exact_for_pip(rest),
        })
    }

    /// Whether the line names a file of some machine.
    pub fn refers(&self) -> bool {
        let text = trim(&self.row.text);
        match (&self.said, self.row.source) {
            (_, PackageSource::Conda) => outside::conda_refers(text),
            (Said::Option, _) => outside::option_refers(without_pip_comment(text)),
            _ => outside::requirement_refers(without_pip_comment(text)),
        }
    }
}

fn conda(text: &str) -> Said {
    let text = trim(text);
    match Specification::parse(text) {
        Some(Specification { name, rest, .. }) => Said::Named { name, rest },
        None if text.contains("://") || outside::conda_refers(text) => Said::Located,
        None => Said::Nothing,
    }
}

fn pip(text: &str) -> Said {
    let text = trim(text);
    if text.starts_with('-') {
        return Said::Option;
    }
    let named = pip_named(text).and_then(|requirement| {
        let (name, rest) = requirement.split_at(pip_name_length(&requirement)?);
        Some(Said::Named { name: name.to_owned(), rest: rest.to_owned() })
    });
    let first = text.split(is_blank).next().unwrap_or_default();
    let is_place = first.contains("://") || first.contains(['/', '\\']) || first.starts_with('.');
    named.unwrap_or(if is_place { Said::Located } else { Said::Nothing })
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
