//! Which Pythons satisfy a definition: every version by name, so that the step needs no second reading of constraints.

use crate::error::{PackageError, refused};
use rattler_conda_types::{ParseStrictness, Version, VersionSpec};
use std::fmt::Write;
use std::str::FromStr;

/// One more than the highest minor and micro version of Python 3 that is considered.
const MAX_MINORS: u32 = 40;
const MAX_MICROS: u32 = 60;

/// The accepted versions, one a line. A version without an operator means its whole series, nothing means any.
pub fn accepted(wanted: &str) -> Result<String, PackageError> {
    let constraint = match wanted.trim() {
        "" => "*".to_owned(),
        bare if bare.chars().all(|letter| letter.is_ascii_digit() || letter == '.') => format!("={bare}"),
        constraint => constraint.to_owned(),
    };
    let unclear = |reason: String| refused(format!("`python {wanted}` in the conda part is no version: {reason}"));
    let specification =
        VersionSpec::from_str(&constraint, ParseStrictness::Lenient).map_err(|error| unclear(error.to_string()))?;
    let mut lines = String::new();
    for version in (0..MAX_MINORS).flat_map(|minor| (0..MAX_MICROS).map(move |micro| format!("3.{minor}.{micro}"))) {
        let python = Version::from_str(&version).map_err(|error| unclear(error.to_string()))?;
        if specification.matches(&python) {
            let _ = writeln!(lines, "{version}");
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::accepted;

    fn accepts(wanted: &str, python: &str) -> bool {
        accepted(wanted).unwrap().lines().any(|line| line == python)
    }

    #[test]
    fn a_bare_version_means_its_series() {
        assert!(accepts("3.11", "3.11.2") && !accepts("3.11", "3.12.0") && !accepts("3.1", "3.11.0"));
        assert!(accepts("=3.11", "3.11.2") && accepts("3.11.*", "3.11.2"));
    }

    #[test]
    fn constraints_are_read_as_conda_reads_them() {
        assert!(accepts(">=3.9,<3.12", "3.11.9") && !accepts(">=3.9,<3.12", "3.12.0"));
        assert!(accepts("==3.8.13", "3.8.13") && !accepts("==3.8.13", "3.8.12"));
        assert!(accepts("3.8|3.10", "3.10.0") && !accepts("!=3.11.2", "3.11.2") && accepts("~=3.9", "3.12.1"));
    }

    #[test]
    fn nothing_means_any() {
        assert!(accepts("", "3.6.0") && accepts("", "3.14.1"));
    }

    #[test]
    fn an_unreadable_version_is_named() {
        let error = accepted(">=3.x.,;rm").unwrap_err().to_string();
        assert!(error.contains("python >=3.x.,;rm"), "{error}");
    }
}
