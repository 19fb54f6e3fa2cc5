//! What each line of the lists says by itself.

use super::check::{Check, Fix};
use super::rule::Rule;
use super::{conda, texts};
use crate::edit::Edit;
use crate::package_list::{LineKind, PackageLine};
use crate::pip::{self, FaultKind};
use crate::text::count_noun;
use crate::{PackageSource, outside};
use std::collections::HashMap;

/// How many lines may have the same check before it is said once for all of them.
const SEPARATE: usize = 2;

/// What the rules find in the lines, each by itself.
pub fn find(packages: &[PackageLine]) -> Vec<Check> {
    let mut found: Vec<Check> = packages.iter().filter_map(of_line).collect();
    for (rule, one, many) in [
        (Rule::Template, "line is a template that is not filled in", "lines are templates that are not filled in"),
        (Rule::FileNotHere, "line points to a file that is not here", "lines point to files that are not here"),
        (Rule::InstallCommand, "line is a command, not a package", "lines are commands, not packages"),
        (Rule::PipSingleEquals, "line has one `=`, and pip reads `==`", "lines have one `=`, and pip reads `==`"),
        (Rule::PipInvalid, "line cannot be read by pip", "lines cannot be read by pip"),
        (Rule::PipOptionInvalid, "line has an option that pip refuses", "lines have options that pip refuses"),
        (Rule::PipListMark, "line begins with a dash", "lines begin with a dash, as in a YAML list"),
        (Rule::PipNotSupported, "line cannot be used here", "lines cannot be used here"),
        (Rule::CondaInvalid, "entry cannot be read by conda", "entries cannot be read by conda"),
    ] {
        let of_rule: Vec<Check> = found.extract_if(.., |check| check.rule == rule).collect();
        for alike in alike(of_rule) {
            let message = count_noun(alike.len(), one, many);
            found.extend(if alike.len() > SEPARATE { vec![together(alike, &message)] } else { alike });
        }
    }
    found
}

/// The checks in groups of those with the same advice, in their order.
fn alike(checks: Vec<Check>) -> Vec<Vec<Check>> {
    let mut groups: Vec<Vec<Check>> = Vec::new();
    let mut index_of: HashMap<String, usize> = HashMap::new();
    for check in checks {
        let index = *index_of.entry(check.help.clone()).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(check),
            None => groups.push(vec![check]),
        }
    }
    groups
}

/// One check for all of them, with what is wrong with the first; its fix is that of each, where each has one.
fn together(checks: Vec<Check>, message: &str) -> Check {
    let edits: Option<Vec<Vec<Edit>>> =
        checks.iter().map(|check| check.fix.as_ref().map(|fix| fix.edits.clone())).collect();
    let first = checks[0].clone();
    let message = format!("{message}. The first: {}", first.message);
    let places = checks.into_iter().flat_map(|check| check.places).collect();
    let fix = edits.map(|edits| Fix { title: "Correct all".into(), edits: edits.concat() });
    Check { places, message, fix, ..first }
}

/// At most one check for a line: the one that explains it best.
fn of_line(package: &PackageLine) -> Option<Check> {
    let text = package.row.text.trim();
    if texts::is_template(text) {
        return Some(texts::template_check(text).at(package.row.path()));
    }
    if let Some(check) = command(package, text) {
        return Some(check.at(package.row.path()));
    }
    if package.is_local() {
        return Some(file_not_here(text).at(package.row.path()));
    }
    let check = match (&package.kind, package.row.source) {
        (LineKind::Unknown, PackageSource::Conda) if !text.is_empty() => conda_invalid(text),
        (LineKind::Location, PackageSource::Conda) => conda_address(text)?,
        (_, PackageSource::Conda) => conda::find(text)?,
        (_, PackageSource::Pip) => pip_fault(package, text).or_else(|| by_url(text))?,
        (_, PackageSource::Spark) => return None,
    };
    Some(check.at(package.row.path()))
}

fn file_not_here(text: &str) -> Check {
    let help = "The file is on another machine, so this cannot be built. Write the packages it names in place of it, or a URL.";
    Check::new(Rule::FileNotHere, format!("`{text}` points to a file that is not part of the definition"), help)
}

/// An address that is not that of a conda package.
fn conda_address(text: &str) -> Option<Check> {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let help = "Conda accepts URLs of `.conda` and `.tar.bz2` files. Move pip packages to the pip list.";
    let check = || Check::new(Rule::CondaInvalid, format!("Conda cannot install `{text}`"), help);
    (!crate::canonical::is_conda_archive(path)).then(check)
}

fn conda_invalid(text: &str) -> Check {
    let help = "An entry is a name and versions, for example `numpy=1.26` or `numpy >=1.26,<2`.";
    Check::new(Rule::CondaInvalid, format!("Conda cannot read `{text}`"), help)
}

/// What pip, or the installer of builds, says of a line.
fn pip_fault(package: &PackageLine, text: &str) -> Option<Check> {
    let fault = pip::fault(text)?;
    let rule = match fault.kind {
        FaultKind::Requirement => Rule::PipInvalid,
        FaultKind::SingleEquals => Rule::PipSingleEquals,
        FaultKind::Option => Rule::PipOptionInvalid,
        FaultKind::ListMark => Rule::PipListMark,
        FaultKind::PassedOver => Rule::PipOptionPassedOver,
        FaultKind::NotSupported => Rule::PipNotSupported,
    };
    let check = Check::new(rule, fault.message, fault.help);
    let Some(lines) = fault.fix else { return Some(check) };
    let line = |before: Option<&str>, after: Option<&str>| Edit::Line {
        source: PackageSource::Pip,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let title = match &lines[..] {
        [] => "Remove the line".to_owned(),
        [one] => format!("Write {one}"),
        [_, others @ ..] => format!("Write {} on a line of its own", others.join(" ")),
    };
    let mut edits = vec![line(Some(&package.row.text), lines.first().map(String::as_str))];
    edits.extend(lines.iter().skip(1).map(|other| line(None, Some(other))));
    Some(check.fix(title, edits))
}

/// Requirements that are fetched: they may be others tomorrow.
fn by_url(text: &str) -> Option<Check> {
    let url = outside::requirements_by_url(crate::canonical::without_pip_comment(text))?;
    let message = format!("The content of `{url}` is not part of the definition");
    let help = "It is fetched when the image is built, and the hash does not change when it does. Paste its lines here to be sure.";
    Some(Check::new(Rule::RequirementsByUrl, message, help))
}

/// `pip install x` and its like.
fn command(package: &PackageLine, text: &str) -> Option<Check> {
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
