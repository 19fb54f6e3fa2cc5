//! Packages that have to be listed, and packages that may not.

use super::rules::{PackageRule, Policy, help};
use super::versions::Range;
use crate::canonical::pip_canonical_name;
use crate::checks::{Check, Rule};
use crate::edit::Edit;
use crate::package_list::{LineKind, PackageLine, rows};
use crate::{Definition, PackageSource};
use std::collections::BTreeMap;

/// The lines of each package, by its name as pip spells it.
type Listed = BTreeMap<String, Vec<PackageLine>>;

pub fn find(policy: &Policy, definition: &Definition) -> Vec<Check> {
    let mut listed = Listed::new();
    for package in rows(definition).into_iter().map(PackageLine::parse) {
        if let Some(name) = package.name() {
            listed.entry(pip_canonical_name(name)).or_default().push(package);
        }
    }
    let lines =
        |rule: &PackageRule| listed.get(&pip_canonical_name(&rule.package)).map(Vec::as_slice).unwrap_or_default();
    let required = policy.required.iter().flat_map(|rule| required(rule, lines(rule)));
    let forbidden = policy.forbidden.iter().flat_map(|rule| forbidden(rule, lines(rule)));
    required.chain(forbidden).collect()
}

fn required(rule: &PackageRule, lines: &[PackageLine]) -> Vec<Check> {
    let wanted = wanted(rule);
    if !lines.iter().any(holds_everywhere) {
        let message = format!("`{wanted}` has to be listed");
        let check = Check::new(Rule::PolicyRequired, message, help(rule.reason.as_deref(), "Add it."));
        let source =
            if pip_canonical_name(&rule.package) == "python" { PackageSource::Conda } else { PackageSource::Pip };
        let add = Edit::Line { source, before: None, after: Some(wanted.clone()) };
        return vec![check.at("python.condaDependencies").fix(format!("Add {wanted}"), vec![add])];
    }
    let range = range(rule);
    let breaks = lines.iter().filter(|line| !asked(line).is_within(&range));
    let check = |line: &PackageLine| {
        let text = line.row.text.trim();
        let message = format!("`{text}` may be another version than `{wanted}`");
        let what = format!("Write `{wanted}` or a version within it.");
        let check = Check::new(Rule::PolicyRequired, message, help(rule.reason.as_deref(), &what)).at(line.row.path());
        let is_bare =
            matches!(&line.kind, LineKind::Named { constraint, .. } if constraint.is_empty()) && !text.contains("::");
        let write = || vec![line_edit(line, Some(wanted.clone()))];
        if is_bare { check.fix(format!("Write {wanted}"), write()) } else { check }
    };
    breaks.map(check).collect()
}

fn forbidden(rule: &PackageRule, lines: &[PackageLine]) -> Vec<Check> {
    let range = range(rule);
    let breaks = lines.iter().filter(|line| rule.versions.is_none() || asked(line).meets(&range));
    let check = |line: &PackageLine| {
        let name = line.name().unwrap_or_default();
        let (message, what) = match &rule.versions {
            None => (format!("`{name}` is not allowed"), "Take it out.".to_owned()),
            Some(versions) => (
                format!("`{name}{versions}` is not allowed, and `{}` lets it in", line.row.text.trim()),
                format!("Take it out, or ask for versions outside `{versions}`."),
            ),
        };
        let check = Check::new(Rule::PolicyForbidden, message, help(rule.reason.as_deref(), &what)).at(line.row.path());
        check.fix(format!("Remove {name}"), vec![line_edit(line, None)])
    };
    breaks.map(check).collect()
}

fn line_edit(line: &PackageLine, after: Option<String>) -> Edit {
    Edit::Line { source: line.row.source, before: Some(line.row.text.clone()), after }
}

/// A marker may leave a line out where the image is built.
fn holds_everywhere(line: &PackageLine) -> bool {
    matches!(&line.kind, LineKind::Named { constraint, .. } if !constraint.contains(';'))
}

fn wanted(rule: &PackageRule) -> String {
    format!("{}{}", pip_canonical_name(&rule.package), rule.versions.as_deref().unwrap_or_default().replace(' ', ""))
}

fn range(rule: &PackageRule) -> Range {
    rule.versions.as_deref().and_then(Range::of_pip).unwrap_or_default()
}

/// What a line lets in: every version, where it cannot be told.
fn asked(line: &PackageLine) -> Range {
    let LineKind::Named { constraint, .. } = &line.kind else { return Range::default() };
    let range = match line.row.source {
        PackageSource::Conda => Range::of_conda(constraint),
        PackageSource::Pip | PackageSource::Spark => {
            let versions = constraint.split(';').next().unwrap_or_default();
            Range::of_pip(versions.split_once(']').map_or(versions, |(_, versions)| versions))
        }
    };
    range.unwrap_or_default()
}
