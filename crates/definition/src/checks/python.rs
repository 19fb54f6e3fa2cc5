//! The version of Python that conda is asked for.

use super::package::{Package, Said};
use super::python_support::{MADE, Month, SUPPORT};
use super::{Check, Rule};
use crate::PackageSource;

pub fn find(packages: &[Package]) -> Vec<Check> {
    let pythons: Vec<&Package> = packages.iter().filter(|package| package.is_conda("python")).collect();
    match pythons[..] {
        [] => missing(packages).into_iter().collect(),
        [python] => of_version(python).into_iter().collect(),
        _ => pythons.iter().filter_map(|python| of_version(python)).chain([multiple(&pythons)]).collect(),
    }
}

/// Packages for pip alone take the Python of the base image.
fn missing(packages: &[Package]) -> Option<Check> {
    let first = packages.iter().find(|package| package.row.source == PackageSource::Conda)?;
    let help = "The newest that fits is installed. Add it to the conda list, for example `python=3.12`.";
    Some(Check::new(Rule::PythonVersionMissing, "No version of Python is named", help).at(first.row.path()))
}

fn multiple(pythons: &[&Package]) -> Check {
    let help = "All of them have to hold at once. Keep one.";
    let check = Check::new(Rule::PythonVersionMultiple, "Python is listed more than once", help);
    pythons.iter().fold(check, |check, python| check.at(python.row.path()))
}

fn of_version(python: &Package) -> Option<Check> {
    let Said::Named { rest, .. } = &python.said else { return None };
    if rest.contains(['[', '{']) {
        return None;
    }
    let clauses = || rest.split([',', '|']).map(clause);
    let check = if rest.is_empty() {
        let help = "The newest that fits is installed, and a later build may find another. Write it, for example `python=3.12`.";
        Check::new(Rule::PythonVersionMissing, "Python has no version", help)
    } else if let Some((_, version)) = clauses().find(|(_, version)| !is_version(version)) {
        let help = "Write it as in `python=3.12`.";
        Check::new(Rule::PythonVersionInvalid, format!("`{version}` is no version of Python"), help)
    } else {
        let newest = clauses().filter_map(|(operator, version)| newest(operator, version)).min()?;
        of_support(newest)?
    };
    Some(check.at(python.row.path()))
}

/// Operator and version of one clause, without a build.
fn clause(clause: &str) -> (&str, &str) {
    let clause = clause.trim();
    let version = clause.trim_start_matches(['=', '<', '>', '!', '~']);
    let operator = &clause[..clause.len() - version.len()];
    (operator, version.split(['=', ' ']).next().unwrap_or_default())
}

/// `3.12`, `3.12.*`, `3.13.0rc1`, `*`: Python 2 or 3, each part of it a number to begin with.
fn is_version(version: &str) -> bool {
    let is_part = |part: &str| part == "*" || part.starts_with(|first: char| first.is_ascii_digit());
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    version.split('.').all(is_part) && matches!(major.as_str(), "" | "2" | "3" | "4")
}

/// The newest major and minor version that a clause lets through; none when there is no end.
fn newest(operator: &str, version: &str) -> Option<(u16, u16)> {
    let mut parts = version.split('.').map(|part| part.trim_end_matches('*').parse::<u16>());
    let major = parts.next()?.ok()?;
    let minor = parts.next().and_then(Result::ok);
    match (operator, major, minor) {
        ("" | "=" | "==" | "<=", 2, None) | ("<", 3, None | Some(0)) => Some((2, 7)),
        ("" | "=" | "==" | "<=", _, minor) => Some((major, minor?)),
        ("<", _, minor) => Some((major, if parts.next().is_some() { minor? } else { minor?.checked_sub(1)? })),
        _ => None,
    }
}

fn of_support((major, minor): (u16, u16)) -> Option<Check> {
    let (.., end) = SUPPORT.iter().find(|(of, version, _)| (*of, *version) == (major, minor))?;
    let months = |(year, month): Month| i32::from(year) * 12 + i32::from(month);
    let left = months(*end) - months(MADE);
    let end = format!("{}-{:02}", end.0, end.1);
    if left < 0 {
        let help = format!(
            "Since {end} nobody mends what is found in it, and new packages leave it behind. Use a newer one where you can."
        );
        Some(Check::new(
            Rule::PythonVersionUnsupported,
            format!("Python {major}.{minor} gets no security fixes any more"),
            help,
        ))
    } else if left < 12 {
        let help = "Plan to move to a newer one.";
        Some(Check::new(
            Rule::PythonVersionNotRecommended,
            format!("Python {major}.{minor} gets security fixes until {end} only"),
            help,
        ))
    } else {
        None
    }
}
