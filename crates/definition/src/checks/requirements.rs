//! What each line of the lists says by itself.

use super::package::{Package, Said};
use super::words::count;
use super::{Check, Fix, Rule, texts};
use crate::PackageSource;
use crate::edit::Edit;

/// How many lines may have the same check before it is said once for all of them.
const SEPARATE: usize = 2;

/// What the rules find in the lines, each by itself.
pub fn find(packages: &[Package]) -> Vec<Check> {
    let mut found: Vec<Check> = packages.iter().filter_map(of_line).collect();
    for (rule, one, many) in [
        (Rule::Template, "line is a template that is not filled in", "lines are templates that are not filled in"),
        (Rule::FileNotHere, "line points to a file that is not here", "lines point to files that are not here"),
        (Rule::InstallCommand, "line is a command, not a package", "lines are commands, not packages"),
        (Rule::PipSingleEquals, "line has one `=`, and pip reads `==`", "lines have one `=`, and pip reads `==`"),
        (Rule::PipInvalid, "line cannot be read by pip", "lines cannot be read by pip"),
        (Rule::CondaInvalid, "entry cannot be read by conda", "entries cannot be read by conda"),
    ] {
        let of_rule: Vec<Check> = found.extract_if(.., |check| check.rule == rule).collect();
        let message = count(of_rule.len(), one, many);
        found.extend(if of_rule.len() > SEPARATE { vec![together(of_rule, message)] } else { of_rule });
    }
    found
}

/// One check for all of them; its fix is that of each, where each has one.
fn together(checks: Vec<Check>, message: String) -> Check {
    let edits: Option<Vec<Vec<Edit>>> =
        checks.iter().map(|check| check.fix.as_ref().map(|fix| fix.edits.clone())).collect();
    let first = checks[0].clone();
    let places = checks.into_iter().flat_map(|check| check.places).collect();
    let fix = edits.map(|edits| Fix { title: "Correct all".into(), edits: edits.concat() });
    Check { places, message, fix, ..first }
}

/// At most one check for a line: the one that explains it best.
fn of_line(package: &Package) -> Option<Check> {
    let text = package.row.text.trim();
    if texts::is_template(text) {
        return Some(texts::template(text).at(package.row.path()));
    }
    if let Some(check) = command(package, text) {
        return Some(check.at(package.row.path()));
    }
    if package.refers() {
        return Some(file_not_here(text).at(package.row.path()));
    }
    let check = match (&package.said, package.row.source) {
        (Said::Nothing, PackageSource::Conda) if !text.is_empty() => conda_invalid(text),
        (Said::Nothing, PackageSource::Pip) => pip_invalid(package, text)?,
        _ => return None,
    };
    Some(check.at(package.row.path()))
}

fn file_not_here(text: &str) -> Check {
    let help = "The file is on another machine, so this cannot be built. Write the packages it names in place of it, or a URL.";
    Check::new(Rule::FileNotHere, format!("`{text}` points to a file that is not part of the definition"), help)
}

fn conda_invalid(text: &str) -> Check {
    let help = "An entry is a name and versions, for example `numpy=1.26` or `numpy >=1.26,<2`.";
    Check::new(Rule::CondaInvalid, format!("Conda cannot read `{text}`"), help)
}

/// Variables are filled in by pip itself.
fn pip_invalid(package: &Package, text: &str) -> Option<Check> {
    if text.contains("${") {
        return None;
    }
    let Some(corrected) = double_equals(text) else {
        let help = "A requirement is a name and versions, for example `numpy==1.26.4` or `numpy>=1.26,<2`.";
        return Some(Check::new(Rule::PipInvalid, format!("Pip cannot read `{text}`"), help));
    };
    let message = format!("`{text}` has one `=`, and pip reads `==`");
    let edit = Edit::Line {
        source: PackageSource::Pip,
        before: Some(package.row.text.clone()),
        after: Some(corrected.clone()),
    };
    let check = Check::new(Rule::PipSingleEquals, message, "One `=` is how conda writes versions.");
    Some(check.fix(format!("Write {corrected}"), vec![edit]))
}

/// The line with `==`, when that makes it a requirement.
fn double_equals(text: &str) -> Option<String> {
    let at = text.find('=')?;
    let corrected = format!("{}={}", &text[..at], &text[at..]);
    crate::canonical::pip_named(&corrected).map(|_| corrected)
}

/// `pip install x` and its like.
fn command(package: &Package, text: &str) -> Option<Check> {
    if !text.contains(" install") {
        return None;
    }
    let words: Vec<&str> = text.trim_start_matches(['!', '%', '$']).split_whitespace().collect();
    let (installer, packages) = installed(&words)?;
    let source = if installer == "pip" { PackageSource::Pip } else { PackageSource::Conda };
    let help = "Here stands what to install, not how: write the package alone.";
    let check = Check::new(Rule::InstallCommand, format!("`{text}` is a command, not a package"), help);
    let unquoted: Vec<&str> = packages.iter().map(|word| word.trim_matches(['"', '\''])).collect();
    let plain = !unquoted.is_empty() && unquoted.iter().all(|word| is_plain(word, source));
    if !plain {
        return Some(check);
    }
    let added = unquoted.iter().map(|word| Edit::Line { source, before: None, after: Some((*word).to_owned()) });
    let edits = match unquoted[..] {
        [one] if source == package.row.source => {
            vec![Edit::Line { source, before: Some(package.row.text.clone()), after: Some(one.to_owned()) }]
        }
        _ => {
            let gone = Edit::Line { source: package.row.source, before: Some(package.row.text.clone()), after: None };
            added.chain([gone]).collect()
        }
    };
    Some(check.fix(format!("Write {}", unquoted.join(", ")), edits))
}

/// The installer and what follows `install`.
fn installed<'a>(words: &'a [&'a str]) -> Option<(&'static str, &'a [&'a str])> {
    let words = words.strip_prefix(&["sudo"]).unwrap_or(words);
    let words = match words {
        [python, "-m", rest @ ..] if python.starts_with("python") => rest,
        ["uv", rest @ ..] => rest,
        _ => words,
    };
    match words {
        ["pip" | "pip3", "install", rest @ ..] => Some(("pip", rest)),
        ["conda" | "mamba" | "micromamba", "install", rest @ ..] => Some(("conda", rest)),
        _ => None,
    }
}

/// Whether a word is a package by itself: an option would be lost.
fn is_plain(word: &str, source: PackageSource) -> bool {
    match source {
        PackageSource::Pip | PackageSource::Spark => crate::canonical::pip_named(word).is_some(),
        PackageSource::Conda => !word.starts_with('-') && crate::canonical::Specification::parse(word).is_some(),
    }
}
