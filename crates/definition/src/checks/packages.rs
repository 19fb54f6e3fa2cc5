//! The conda and pip lists: what each line says, and what they say together.

use super::check::Check;
use super::rule::Rule;
use super::{lists, python, requirements};
use crate::edit::{Edit, rows};
use crate::package_list::{LineKind, PackageLine};
use crate::text::{count_noun, join_words};
use crate::{Definition, PackageSource};
use std::collections::BTreeMap;

pub fn find(definition: &Definition) -> Vec<Check> {
    let packages: Vec<PackageLine> = rows(definition).into_iter().map(PackageLine::parse).collect();
    if definition.user_managed {
        return user_managed(definition, &packages).into_iter().collect();
    }
    let mut found = requirements::find(&packages);
    found.extend(python::find(&packages));
    found.extend(missing(definition, &packages));
    found.extend(channels(definition, &packages));
    found.extend(unpinned(&packages));
    found.extend(pip_missing(&packages));
    found.extend(pip_unpinned(&packages));
    found.extend(twice(&packages));
    found.extend(lists::of_packages(definition, &packages));
    found
}

/// Nothing reads the lists of a user-managed environment. What Azure's SDK puts into them by itself says nothing.
fn user_managed(definition: &Definition, packages: &[PackageLine]) -> Option<Check> {
    let by_sdk = |package: &PackageLine| package.is_conda("python") || package.row.text.trim() == "azureml-defaults";
    if packages.iter().all(by_sdk) {
        let file = definition.conda_file.as_ref().filter(|file| !file.is_empty())?;
        let message = format!("The packages of `{file}` will not be installed: the user manages the packages");
        let help = "Install them in the Docker steps, or let the workspace manage the packages.";
        return Some(Check::new(Rule::PackagesUserManaged, message, help).at("python.condaDependenciesFile"));
    }
    let texts: Vec<String> = packages.iter().map(|package| format!("`{}`", package.row.text.trim())).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let message = format!("{} will not be installed: the user manages the packages", join_words(&texts));
    let help = "Install them in the Docker steps and remove them here, or let the workspace manage the packages.";
    let remove = |package: &PackageLine| Edit::Line {
        source: package.row.source,
        before: Some(package.row.text.clone()),
        after: None,
    };
    let check = packages
        .iter()
        .fold(Check::new(Rule::PackagesUserManaged, message, help), |check, package| check.at(package.row.path()));
    Some(check.fix("Remove the packages", packages.iter().map(remove).collect()))
}

fn missing(definition: &Definition, packages: &[PackageLine]) -> Option<Check> {
    let help =
        "The image will hold the base image and the Docker steps only. Add packages, or let the user manage them.";
    let nothing = packages.is_empty() && definition.conda_file.is_none() && definition.spark_packages.is_empty();
    let message = "No packages are listed";
    nothing.then(|| Check::new(Rule::CondaMissing, message, help).at("python.condaDependencies"))
}

/// Python and pip alone come from the base image; everything else in the conda list needs a channel.
fn channels(definition: &Definition, packages: &[PackageLine]) -> Option<Check> {
    let has_channel = |package: &PackageLine| package.row.text.contains("::");
    let needs = |package: &&PackageLine| {
        let named = package.name().filter(|name| !["python", "pip"].contains(name));
        package.row.source == PackageSource::Conda && named.is_some() && !has_channel(package)
    };
    let first =
        packages.iter().find(needs).filter(|_| definition.channels.iter().all(|each| each.trim().is_empty()))?;
    let name = first.name().unwrap_or_default();
    let help = format!(
        "The channels of the workspace are used, which may change: `{name}` may then be another one. Name a channel, for example `conda-forge`."
    );
    Some(Check::new(Rule::CondaChannelsMissing, "No channel is named", help).at("python.condaDependencies.channels"))
}

/// Python and pip have rules of their own.
fn unpinned(packages: &[PackageLine]) -> Option<Check> {
    let is_unpinned = |package: &&PackageLine| {
        let own = ["python", "pip"].iter().any(|name| package.is_conda(name)) || package.name() == Some("pip");
        !own && package.is_exact() == Some(false)
    };
    let found: Vec<&PackageLine> = packages.iter().filter(is_unpinned).collect();
    let names: Vec<&str> = found.iter().filter_map(|package| package.name()).collect();
    let message = count_noun(found.len(), "package has no exact version", "packages have no exact version");
    let help = format!(
        "The newest that fits is installed, and a later build may find others: {}. Write a version, `=1.26.4` for conda, `==1.26.4` for pip.",
        join_words(&names)
    );
    let check = Check::new(Rule::DependenciesUnpinned, message, help);
    (!found.is_empty()).then(|| found.iter().fold(check, |check, package| check.at(package.row.path())))
}

fn pip_missing(packages: &[PackageLine]) -> Option<Check> {
    let has_conda = packages.iter().any(|package| package.row.source == PackageSource::Conda);
    let pip = packages.iter().find(|package| package.row.source == PackageSource::Pip)?;
    let missing = has_conda && !packages.iter().any(|package| package.is_conda("pip"));
    missing.then(|| {
        let help = "Conda then adds a pip of its own choice. List it, so that everybody sees it.";
        let add = Edit::Line { source: PackageSource::Conda, before: None, after: Some("pip".into()) };
        Check::new(Rule::PipMissing, "There are pip packages, and pip is not in the conda list", help)
            .at(pip.row.path())
            .fix("Add pip", vec![add])
    })
}

fn pip_unpinned(packages: &[PackageLine]) -> Option<Check> {
    let pip = packages.iter().find(|package| package.is_conda("pip") && package.is_exact() == Some(false))?;
    let help = "Another pip may choose other packages. Write its version, for example `pip=24.0`.";
    Some(Check::new(Rule::PipUnpinned, "Pip has no exact version", help).at(pip.row.path()))
}

/// A marker or a condition in brackets may tell two lines apart.
fn twice(packages: &[PackageLine]) -> Vec<Check> {
    let mut by_name: BTreeMap<(PackageSource, &str), Vec<(&PackageLine, &str)>> = BTreeMap::new();
    for package in packages {
        if let LineKind::Named { name, constraint } = &package.kind
            && !(package.is_conda("python") || constraint.contains([';', '[']))
        {
            by_name.entry((package.row.source, name)).or_default().push((package, constraint));
        }
    }
    let differ = |lines: &[(&PackageLine, &str)]| lines.iter().any(|(_, constraint)| *constraint != lines[0].1);
    let checks = by_name.into_iter().filter(|(_, lines)| differ(lines)).map(|((_, name), lines)| {
        let texts: Vec<String> = lines.iter().map(|(package, _)| format!("`{}`", package.row.text.trim())).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let message = format!("`{name}` is listed more than once: {}", join_words(&texts));
        let check =
            Check::new(Rule::PackageTwice, message, "All of them have to hold at once. Keep the one that is meant.");
        lines.iter().fold(check, |check, (package, _)| check.at(package.row.path()))
    });
    checks.collect()
}
