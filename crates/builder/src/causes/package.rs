//! The package that a failure is about, where the words of the tool name one.

use definition::PackageSource;

/// A package that a tool named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The list that the tool read it from.
    pub source: PackageSource,
    /// Its name, as the tool writes it.
    pub name: String,
}

/// Where a line of a tool names a package: between these words, perhaps with its versions.
struct Between(PackageSource, &'static str, &'static str);

const CONDA_LINE: &[Between] = &[Between(PackageSource::Conda, "`", "` in the conda part cannot be read")];
const CONDA: &[Between] = &[
    Between(PackageSource::Conda, "No candidates were found for ", ""),
    Between(PackageSource::Conda, "nothing provides requested ", ""),
];
const PIP: &[Between] = &[
    Between(PackageSource::Pip, "No matching distribution found for ", ""),
    Between(PackageSource::Pip, "ecause there is no version of ", " and you require "),
    Between(PackageSource::Pip, "ecause there are no versions of ", " and you require "),
    Between(PackageSource::Pip, "ecause ", " was not found in the package registry"),
    Between(PackageSource::Pip, "ecause only ", " is available and you require "),
];
const PYTHON: &[Between] = &[
    Between(PackageSource::Conda, "the definition asks for ", ", the base image has "),
    Between(PackageSource::Pip, "Package '", "' requires a different Python"),
    Between(PackageSource::Pip, " and ", " depends on Python"),
];

/// The package that a line names which has the words of a rule, or the line after it.
pub(super) fn named(rule: &str, line: &str, next: Option<&str>) -> Option<Named> {
    let known = match rule {
        // The requirement that cannot be read stands below what is wrong with it.
        "pip-invalid-operator" => {
            return Some(Named { source: PackageSource::Pip, name: name(next?.trim_start(), "")?.to_owned() });
        }
        "conda-bad-spec" => CONDA_LINE,
        "conda-package-not-found" => CONDA,
        "pip-no-matching-dist" => PIP,
        "python-incompatible" => PYTHON,
        _ => return None,
    };
    known.iter().find_map(|Between(source, before, after)| {
        let mut ends = line.match_indices(before).map(|(at, words)| &line[at + words.len()..]);
        let name = ends.find_map(|rest| name(rest, after))?;
        Some(Named { source: *source, name: name.to_owned() })
    })
}

/// The name that a text begins with, when these words follow it and its versions.
fn name<'a>(text: &'a str, after: &str) -> Option<&'a str> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let (name, rest) = text.split_at(text.find(|letter| !is_name(letter)).unwrap_or(text.len()));
    let name = name.trim_end_matches('.');
    // Versions hold no blank but the one before them.
    let follows = || rest.match_indices(after).next().is_some_and(|(at, _)| !rest[..at].trim_start().contains(' '));
    (!name.is_empty() && (after.is_empty() || follows())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::named;
    use definition::PackageSource::{self, Conda, Pip};

    fn of(rule: &str, line: &str) -> Option<(PackageSource, String)> {
        named(rule, line, None).map(|named| (named.source, named.name))
    }

    #[test]
    fn a_release_that_is_not_there() {
        for line in [
            "ERROR: No matching distribution found for six==99",
            "  cause: Because there is no version of six==99 and you require six==99, we can conclude that",
            "Because only six<=1.17.0 is available and you require six>=99, we can conclude that",
            "Because six was not found in the package registry and you require six, we can conclude that",
        ] {
            assert_eq!(of("pip-no-matching-dist", line), Some((Pip, "six".into())), "{line}");
        }
    }

    #[test]
    fn a_package_that_another_one_asks_for_is_not_blamed() {
        let line = "Because there is no version of numpy==99 and odd==1 depends on numpy==99, we can conclude that";
        assert_eq!(of("pip-no-matching-dist", line), None);
    }

    #[test]
    fn a_package_for_another_python_and_python_itself() {
        let of = |line| of("python-incompatible", line);
        let line = "Because the requested Python version (>=3.8) does not satisfy Python>=3.10 and pandas==2.3.0 depends \
                    on Python>=3.10, we can conclude that pandas==2.3.0 cannot be used.";
        assert_eq!(of(line), Some((Pip, "pandas".into())));
        let line = "ERROR: Package 'odd' requires a different Python: 3.11.2 not in '>=3.12'";
        assert_eq!(of(line), Some((Pip, "odd".into())));
        let line = "the definition asks for Python 3.9, the base image has 3.11.2: change the version";
        assert_eq!(of(line), Some((Conda, "Python".into())));
    }

    #[test]
    fn a_package_of_no_channel() {
        let of = |line| of("conda-package-not-found", line);
        assert_eq!(of("No candidates were found for odd 1.2.*."), Some((Conda, "odd".into())));
        assert_eq!(of("nothing provides libodd needed by odd-1.2-0"), None);
    }

    #[test]
    fn a_line_that_cannot_be_read() {
        let line = "  cause: no such comparison operator \"=\", must be one of ~= == != <= >= < > ===";
        let found = named("pip-invalid-operator", line, Some("         six=1.16.0"));
        assert_eq!(found.map(|named| named.name).as_deref(), Some("six"));
        assert_eq!(of("pip-invalid-operator", line), None);
        let line = "`numpy=>1` in the conda part cannot be read: invalid operator";
        assert_eq!(of("conda-bad-spec", line), Some((Conda, "numpy".into())));
    }

    #[test]
    fn other_rules_name_none() {
        assert_eq!(of("make-no-targets", "No matching distribution found for six==99"), None);
    }
}
