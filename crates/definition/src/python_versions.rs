//! The versions of Python that can be had where an environment is built, and what a definition asks of them.

use crate::Definition;
use crate::canonical::conda_line;
use crate::checks::{Check, Rule};
use crate::edit::{self, Base, Edit, Row};
use crate::plan::virtual_environment;
use crate::policy::Range;
use crate::{Dependency, PackageSource};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// More releases than any minor version of Python has had.
const MAX_RELEASES: u64 = 60;

/// A minor version of Python that a workspace knows how to get without a conda channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PythonVersion {
    /// Major and minor version (`3.12`).
    pub version: String,
    /// Exactly which versions these are (`3.12.12`), the newest first, where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<String>,
    /// What brings it.
    pub by: PythonSource,
    /// The base image that has it, where a base image brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_image: Option<String>,
    /// Whether it can be had now.
    pub available: bool,
    /// Why it cannot, and what to do, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What brings a Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PythonSource {
    /// A base image that has it.
    Base,
    /// uv, which installs it into the environment, whatever the base image has.
    Uv,
}

impl PythonVersion {
    fn satisfies(&self, constraint: &str) -> bool {
        match self.releases[..] {
            [] => accepts_python(constraint, &self.version),
            _ => self.releases.iter().any(|release| accepts_python(constraint, release)),
        }
    }
}

/// The version of Python that a definition asks for, as a conda constraint that is empty for any. None where conda or the
/// user brings Python: then the base image's has no part in it.
#[must_use]
pub fn requested_python(definition: &Definition) -> Option<String> {
    if definition.user_managed || definition.conda_file.as_deref().is_some_and(|file| !file.is_empty()) {
        return None;
    }
    let entries = definition.dependencies.iter().filter_map(|dependency| match dependency {
        Dependency::Conda(entry) => Some(conda_line(entry)),
        Dependency::Pip(_) => None,
    });
    let entries: BTreeSet<String> = entries.collect();
    virtual_environment(entries.iter().map(String::as_str))
}

/// Whether a conda constraint (`3.12`, `>=3.9,<3.12`, `3.8|3.10`; empty for any) lets a version of Python in; of a minor
/// version (`3.12`), whether it lets any release of it in.
#[must_use]
pub fn accepts_python(constraint: &str, version: &str) -> bool {
    let Some(numbers) = version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>() else {
        return false;
    };
    let ranges: Vec<Range> = constraint.split('|').filter_map(range).collect();
    let accepts = |numbers: &[u64]| ranges.iter().any(|range| range.has(numbers));
    match numbers[..] {
        [major, minor] => (0..MAX_RELEASES).any(|release| accepts(&[major, minor, release])),
        _ => accepts(&numbers),
    }
}

/// The range of one alternative: a version without an operator means its series.
fn range(alternative: &str) -> Option<Range> {
    let clauses = alternative.split(',').map(str::trim).filter(|clause| !matches!(*clause, "" | "*")).map(|clause| {
        if clause.starts_with(|first: char| first.is_ascii_digit()) { format!("={clause}") } else { clause.to_owned() }
    });
    Range::of_conda(&clauses.collect::<Vec<_>>().join(","))
}

/// What the rules find in a definition whose Python cannot be had in a workspace that has these.
#[must_use]
pub fn check_python(pythons: &[PythonVersion], definition: &Definition) -> Vec<Check> {
    let Some(constraint) = requested_python(definition) else { return Vec::new() };
    let Base::Split { image, .. } = edit::base(definition) else { return Vec::new() };
    let image = image.trim();
    let is_own = |python: &&PythonVersion| {
        python.by == PythonSource::Base && (image.is_empty() || python.base_image.as_deref() == Some(image))
    };
    let own: Vec<&PythonVersion> = pythons.iter().filter(is_own).collect();
    // What another base image has is not known here.
    let Some(first) = own.first() else { return Vec::new() };
    let satisfies = |python: &&PythonVersion| python.satisfies(&constraint);
    let by_uv = || pythons.iter().filter(|python| python.by == PythonSource::Uv);
    if own.iter().copied().chain(by_uv()).any(|python| python.available && satisfies(&python)) {
        return Vec::new();
    }
    let row = edit::rows(definition).into_iter().find(is_python);
    let place = row.as_ref().map_or_else(|| "docker.baseImage".to_owned(), Row::path);
    let others = || pythons.iter().filter(|python| python.available && python.base_image.is_some());
    let wanted = constraint.trim_start_matches('=');
    let check = if let Some(blocked) = own.iter().find(|python| !python.available && satisfies(python)) {
        let reason = blocked.reason.clone().unwrap_or_default();
        unavailable(format!("The base image with Python {} cannot be had here", blocked.version), &reason, pythons)
    } else if let Some(other) = others().find(satisfies) {
        let (has, image) = (&first.version, other.base_image.clone().unwrap_or_default());
        let message = format!("Python {wanted} is asked for, and the base image has {has}");
        let help = "The build would fail. Take the base image that has it, or ask for the version of this one.";
        let title = format!("Use the base image with Python {}", other.version);
        Check::new(Rule::PythonVersionUnavailable, message, help).fix(title, vec![Edit::Image(image)])
    } else {
        let reason = by_uv().find(satisfies).and_then(|python| python.reason.clone()).unwrap_or_default();
        unavailable(format!("Python {wanted} cannot be had here"), &reason, pythons)
    };
    let is_same_minor = |python: &&PythonVersion| accepts_python(&constraint, &python.version);
    let nearest = others().find(is_same_minor).or_else(|| others().next_back()).filter(|_| check.fix.is_none());
    let check = match (row, nearest) {
        (Some(row), Some(nearest)) => {
            let after = Some(format!("python={}", nearest.version));
            let line = Edit::Line { source: PackageSource::Conda, before: Some(row.text), after };
            let image = Edit::Image(nearest.base_image.clone().unwrap_or_default());
            check.fix(format!("Ask for Python {}", nearest.version), vec![line, image])
        }
        _ => check,
    };
    vec![check.at(place)]
}

fn is_python(row: &Row) -> bool {
    row.source == PackageSource::Conda && conda_line(&row.text).starts_with("python")
}

fn unavailable(message: String, reason: &str, pythons: &[PythonVersion]) -> Check {
    // By the number behind the dot, and exactly where there is one release.
    let known = |python: &PythonVersion| {
        let minor: u64 = python.version.rsplit('.').next()?.parse().ok()?;
        let exact = python.releases.first().filter(|_| python.releases.len() == 1);
        Some((minor, exact.unwrap_or(&python.version).clone()))
    };
    let available: BTreeMap<u64, String> = pythons.iter().filter(|python| python.available).filter_map(known).collect();
    let available: Vec<String> = available.into_values().collect();
    let reason = sentence(reason);
    let help = match available[..] {
        [] => format!("{reason}No other version can be had either. Name a base image that this machine can pull."),
        _ => format!(
            "{reason}Ask for one that can be had ({}), or name a base image or a conda channel that brings it.",
            available.join(", ")
        ),
    };
    Check::new(Rule::PythonVersionUnavailable, message, help)
}

/// A reason as a sentence of its own, with the blank after it; nothing when there is no reason.
fn sentence(reason: &str) -> String {
    let mut letters = reason.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    first.map_or_else(String::new, |first| format!("{first}{}. ", letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, import};

    fn definition(conda: &str, image: &str) -> Definition {
        let text = format!("dependencies: [{conda}]\n");
        let imported = import(text.as_bytes(), Some(Kind::Conda)).unwrap().definition;
        Definition { base_image: (!image.is_empty()).then(|| image.to_owned()), ..imported }
    }

    fn version(version: &str, by: PythonSource, reason: Option<&str>, releases: &[&str]) -> PythonVersion {
        PythonVersion {
            version: version.into(),
            releases: releases.iter().map(|&release| release.into()).collect(),
            by,
            base_image: (by == PythonSource::Base).then(|| format!("localhost/base:{version}")),
            available: reason.is_none(),
            reason: reason.map(str::to_owned),
        }
    }

    /// A workspace with base images of two Pythons, where uv reaches nothing.
    fn pythons() -> Vec<PythonVersion> {
        use PythonSource::{Base, Uv};
        vec![
            version("3.11", Base, None, &["3.11.2"]),
            version("3.13", Base, None, &[]),
            version("3.12", Uv, Some("uv reaches no Pythons"), &[]),
            version("3.14", Base, Some("the packages of Debian are not reachable"), &[]),
        ]
    }

    #[test]
    fn constraints_are_read_as_a_build_reads_them() {
        for (constraint, version) in [
            ("3.11", "3.11.2"),
            ("=3.11", "3.11"),
            ("3.11.*", "3.11.9"),
            (">=3.9,<3.12", "3.9"),
            ("3.8|3.10", "3.10.0"),
            ("", "3.14.1"),
            ("*", "3.6"),
            ("==3.8.13", "3.8"),
            ("~=3.9", "3.12.1"),
            ("!=3.11.2", "3.11"),
            (">3.10", "3.11"),
        ] {
            assert!(accepts_python(constraint, version), "{constraint} {version}");
        }
        for (constraint, version) in
            [("3.11", "3.12.0"), ("3.1", "3.11.0"), (">=3.9,<3.12", "3.12"), ("==3.8.13", "3.8.12"), ("3.12", "none")]
        {
            assert!(!accepts_python(constraint, version), "{constraint} {version}");
        }
    }

    #[test]
    fn python_is_asked_of_the_base_image_only_where_conda_brings_none() {
        let asked = |conda| requested_python(&definition(conda, ""));
        assert_eq!(asked("python=3.12, pip").as_deref(), Some("=3.12"));
        assert_eq!(asked("'Python >=3.9,<3.12'").as_deref(), Some(">=3.9,<3.12"));
        assert_eq!(asked("pip").as_deref(), Some(""));
        assert_eq!(asked("python=3.12, numpy"), None);
        assert_eq!(requested_python(&Definition { user_managed: true, ..Definition::default() }), None);
    }

    #[test]
    fn nothing_is_said_of_a_python_that_can_be_had_or_that_nobody_knows_of() {
        for (conda, image) in [
            ("python=3.11", "localhost/base:3.11"),
            ("python=3.11", ""),
            ("python=3.13", ""),
            ("pip", "localhost/base:3.13"),
            ("python=3.12", "python:3.12"),
            ("python=3.12, numpy", "localhost/base:3.11"),
            ("'python>=3.9'", ""),
        ] {
            assert_eq!(check_python(&pythons(), &definition(conda, image)), [], "{conda} {image}");
        }
        assert_eq!(check_python(&[], &definition("python=3.12", "")), []);
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn what_cannot_be_had_is_said_with_what_can_be_had_instead() {
        let told = [
            ("python=3.13", "localhost/base:3.11"),
            ("python=3.12", "localhost/base:3.11"),
            ("python=3.11.7", ""),
            ("python=3.14", ""),
            ("pip", "localhost/base:3.14"),
        ]
        .map(|(conda, image)| {
            let definition = definition(conda, image);
            let [check] = &check_python(&pythons(), &definition)[..] else { panic!("{conda}") };
            let fix = check.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default();
            if let Some(fix) = &check.fix {
                let mut fixed = definition.clone();
                edit::apply(&fix.edits, &mut fixed);
                assert_eq!(check_python(&pythons(), &fixed), [], "{conda}");
            }
            format!("{}: {}\n{}\n[{fix}]\n", check.places[0].path, check.message, check.help)
        });
        insta::assert_snapshot!(told.concat());
    }
}
