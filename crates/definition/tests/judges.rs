//! The checks held against the tools themselves: what pip and uv say of each line (recorded in `judges/pip.tsv`), and what
//! rattler says of each entry of the conda list. Normal forms of versions are held against a library.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/cases.rs"]
mod cases;

use cases::cases;
use definition::Kind;
use definition::checks::{Rule, Severity, check};
use definition::file_checks::check_source;
use definition::{Definition, Dependency, Python, canonical};
use pep440_rs::Version;
use proptest::prelude::*;
use rattler_conda_types::{MatchSpec, ParseStrictness};
use std::str::FromStr;

/// What pip 26.3 and uv 0.13.9 make of a line: `read` or `refused`, tab, the same of uv, tab, the line.
const PIP: &str = include_str!("judges/pip.tsv");

/// What conda 26.5 makes of an entry: `read` or `refused`, tab, the entry.
const CONDA: &str = include_str!("judges/conda.tsv");

/// Rules that say something of how a line is written.
const OF_LINES: [Rule; 7] = [
    Rule::PipInvalid,
    Rule::PipSingleEquals,
    Rule::PipOptionInvalid,
    Rule::PipListMark,
    Rule::PipOptionPassedOver,
    Rule::PipNotSupported,
    Rule::InstallCommand,
];

/// Lines on which the checks say something else than pip, and why.
const OTHERWISE: [(&str, &str); 4] = [
    ("${X}", "a variable may be set where the image is built"),
    ("six==${X}", "a variable may be set where the image is built"),
    ("--editable git+https://x/y", "pip wants its name behind `#egg=`; the builder installs it as an address"),
    ("https://x.example/a.whl", "pip refuses the name of the file, which only the address has"),
];

#[test]
fn lines_are_read_as_pip_and_uv_read_them() {
    let mut wrong = Vec::new();
    for record in PIP.lines() {
        let mut fields = record.splitn(3, '\t');
        let mut field = || fields.next().expect("three fields");
        let (by_pip, by_uv, line) = (field(), field(), field());
        let checks = check_source(format!("{line}\n").as_bytes(), Some(Kind::Requirements));
        let found: Vec<Rule> = checks.iter().map(|check| check.rule).collect();
        let is_elsewhere = found.contains(&Rule::FileNotHere) || found.contains(&Rule::RequirementsByUrl);
        let is_error = checks.iter().any(|check| check.severity() == Severity::Error);
        let is_told = found.iter().any(|rule| OF_LINES.contains(rule));
        let agrees = match (by_pip, by_uv) {
            _ if is_elsewhere || OTHERWISE.iter().any(|(other, _)| *other == line) => true,
            ("refused", _) => is_error,
            ("read", "refused") => is_told,
            _ => !is_error,
        };
        if !agrees {
            wrong.push(format!("pip: {by_pip}, uv: {by_uv}: {line:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

/// Entries that both read as what nobody means, and no channel has: a package with the name of a version in a
/// namespace, and a build with blanks or an operator in its name.
fn reads_as_something_else(entry: &str) -> bool {
    let is_namespace = entry.split("::").next().is_some_and(|first| first.contains(':'));
    let is_command = entry.contains(" -c ") || entry.starts_with("pip ");
    let words = entry.trim().split(' ').filter(|word| !word.is_empty()).count();
    is_namespace
        || is_command
        || words > 3
        || entry.contains("py 0")
        || entry.matches('=').count() > 1 && entry.contains(['>', '~', '!'])
}

#[test]
fn entries_are_read_as_conda_and_rattler_read_them() {
    let mut wrong = Vec::new();
    for record in CONDA.lines() {
        let (by_conda, entry) = record.split_once('\t').expect("two fields");
        let by_rattler = MatchSpec::from_str(entry, ParseStrictness::Lenient).map_or("refused", |_| "read");
        let dependencies = vec![Dependency::Conda(entry.to_owned())];
        let definition = Definition { dependencies, ..Definition::default() };
        let found: Vec<Rule> = check(&definition).iter().map(|check| check.rule).collect();
        let is_told =
            found.iter().any(|rule| [Rule::CondaInvalid, Rule::InstallCommand, Rule::FileNotHere].contains(rule));
        let agrees = match (by_conda, by_rattler) {
            ("read", "read") => !is_told || reads_as_something_else(entry),
            // Versions in parentheses and fields in brackets are not looked into.
            ("refused", _) => is_told || entry.contains(['(', '[']),
            // What only one of the two refuses is left to the build.
            _ => true,
        };
        if !agrees {
            wrong.push(format!("conda: {by_conda}, rattler: {by_rattler}: {entry:?}: told: {is_told}"));
        }
    }
    assert!(wrong.is_empty(), "{} entries:\n{}", wrong.len(), wrong.join("\n"));
}

/// The canonical spelling of a requirement.
fn canonical_requirement(line: String) -> String {
    let dependencies = vec![Dependency::Pip(vec![line])];
    let definition = Definition { base_image: Some("a".into()), dependencies, ..Definition::default() };
    let Python::System { pip, .. } = canonical(&definition).expect("a base").python else {
        unreachable!("pip installs")
    };
    pip.concat()
}

proptest! {
    #![proptest_config(cases("judges"))]

    #[test]
    fn versions_have_the_normal_form_of_pep_440(
        version in "v?([0-9]{1,2}!)?[0-9]{1,3}(\\.[0-9]{1,3}){1,3}([-_.]?(a|b|c|rc|alpha|BETA|pre|preview)[-_.]?[0-9]{0,2})?(-[0-9]{1,2}|[-_.]?(post|rev|r)[-_.]?[0-9]{0,2})?([-_.]?dev[-_.]?[0-9]{0,2})?(\\+[a-zA-Z0-9]{1,4}([-_.][0-9a-z]{1,3})?)?",
    ) {
        let normal = Version::from_str(&version).expect("a version of PEP 440");
        let compatible = canonical_requirement(format!("a~={version}"));
        prop_assert_eq!(compatible, format!("a~={normal}"), "with the zeros at the end");
        let exact = canonical_requirement(format!("a=={version}"));
        let written = Version::from_str(exact.strip_prefix("a==").expect("a version")).expect("a version");
        prop_assert_eq!(written, normal, "without them it is the same version");
    }
}
