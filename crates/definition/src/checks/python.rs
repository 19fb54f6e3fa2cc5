//! The version of Python that conda is asked for, and until when it gets security fixes.

use super::check::Check;
use super::rule::Rule;
use crate::PackageSource;
use crate::package_list::{LineKind, PackageLine};

/// Year and month.
type Month = (u16, u8);

/// When this table was made. Support is judged as of this month, because the crate has no clock.
const TABLE_DATE: Month = (2026, 11);

/// Major and minor version, and the last month with security fixes.
const SUPPORT: [(u16, u16, Month); 16] = [
    (2, 6, (2013, 10)),
    (2, 7, (2020, 1)),
    (3, 1, (2012, 4)),
    (3, 2, (2016, 2)),
    (3, 3, (2017, 9)),
    (3, 4, (2019, 3)),
    (3, 5, (2020, 9)),
    (3, 6, (2021, 12)),
    (3, 7, (2023, 6)),
    (3, 8, (2024, 10)),
    (3, 9, (2025, 10)),
    (3, 10, (2026, 10)),
    (3, 11, (2027, 10)),
    (3, 12, (2028, 10)),
    (3, 13, (2029, 10)),
    (3, 14, (2030, 10)),
];

pub fn find(packages: &[PackageLine]) -> Vec<Check> {
    let pythons: Vec<&PackageLine> = packages.iter().filter(|package| package.is_conda("python")).collect();
    match pythons[..] {
        [] => missing(packages).into_iter().collect(),
        [python] => of_version(python).into_iter().collect(),
        _ => pythons.iter().filter_map(|python| of_version(python)).chain([multiple(&pythons)]).collect(),
    }
}

/// Packages for pip alone take the Python of the base image.
fn missing(packages: &[PackageLine]) -> Option<Check> {
    let first = packages.iter().find(|package| package.row.source == PackageSource::Conda)?;
    let help = "The newest that fits is installed. Add it to the conda list, for example `python=3.12`.";
    Some(Check::new(Rule::PythonVersionMissing, "No version of Python is named", help).at(first.row.path()))
}

fn multiple(pythons: &[&PackageLine]) -> Check {
    let help = "All of them have to hold at once. Keep one.";
    let check = Check::new(Rule::PythonVersionMultiple, "Python is listed more than once", help);
    pythons.iter().fold(check, |check, python| check.at(python.row.path()))
}

fn of_version(python: &PackageLine) -> Option<Check> {
    let LineKind::Named { constraint, .. } = &python.kind else { return None };
    if constraint.contains(['[', '{']) {
        return None;
    }
    let clauses = || constraint.split([',', '|']).map(clause);
    let check = if constraint.is_empty() {
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
    let months_left = months(*end) - months(TABLE_DATE);
    let end = format!("{}-{:02}", end.0, end.1);
    if months_left < 0 {
        let help = format!(
            "Since {end} nobody mends what is found in it, and new packages leave it behind. Use a newer one where you can."
        );
        Some(Check::new(
            Rule::PythonVersionUnsupported,
            format!("Python {major}.{minor} gets no security fixes any more"),
            help,
        ))
    } else if months_left < 12 {
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
