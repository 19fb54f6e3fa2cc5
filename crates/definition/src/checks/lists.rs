//! The sections around the packages: channels, `pip:` lists, and what the environment is for.

use super::check::Check;
use super::rule::Rule;
use crate::edit::Edit;
use crate::location::is_local_folder;
use crate::package_list::PackageLine;
use crate::text::{join_words, trim};
use crate::{Component, Definition, Dependency, PackageSource};
use serde_json::Value;

pub fn find(definition: &Definition) -> Vec<Check> {
    let mut found = local_folders("repository", "spark.repositories", &definition.spark_repositories);
    if definition.user_managed {
        return found;
    }
    found.extend(local_folders("channel", "python.condaDependencies.channels", &definition.channels));
    found.extend(several_pip_lists(definition));
    found.extend(empty_pip_lists(definition));
    found.extend(pip_at_top_level(definition));
    found
}

/// What the packages say about where the environment comes from, and what it is for.
pub fn of_packages(definition: &Definition, packages: &[PackageLine]) -> Vec<Check> {
    other_platform(definition, packages).into_iter().chain(no_inference_server(definition, packages)).collect()
}

/// Channels or repositories that are folders of somebody's machine.
fn local_folders(what: &str, path: &str, addresses: &[String]) -> Vec<Check> {
    let local = addresses.iter().enumerate().filter(|(_, address)| is_local_folder(trim(address)));
    let check = |(index, address): (usize, &String)| {
        let help = format!(
            "Its packages are not part of the definition, so this cannot be built. Use a {what} that every machine can reach."
        );
        let message = format!("The {what} `{}` is a local folder", trim(address));
        Check::new(Rule::FileNotHere, message, help).at(format!("{path}[{index}]"))
    };
    local.map(check).collect()
}

fn place(index: usize) -> String {
    format!("python.condaDependencies.dependencies[{index}]")
}

/// The places of the pip lists.
fn pip_lists(definition: &Definition) -> impl Iterator<Item = (usize, &Vec<String>)> {
    definition.dependencies.iter().enumerate().filter_map(|(index, dependency)| match dependency {
        Dependency::Pip(entries) => Some((index, entries)),
        Dependency::Conda(_) => None,
    })
}

fn several_pip_lists(definition: &Definition) -> Option<Check> {
    let is_blank = |entries: &Vec<String>| entries.iter().all(|entry| entry.trim().is_empty());
    let second = pip_lists(definition).filter(|(_, entries)| !is_blank(entries)).nth(1)?.0;
    let help = "Conda installs only the last list; here all of them are installed. Merge them.";
    let check = Check::new(Rule::PipListsMultiple, "There is more than one `pip:` list", help).at(place(second));
    let all: Vec<String> = pip_lists(definition).flat_map(|(_, entries)| entries.clone()).collect();
    let is_conda = |dependency: &&Dependency| matches!(dependency, Dependency::Conda(_));
    let conda = definition.dependencies.iter().filter(is_conda).cloned();
    let joined = Definition { dependencies: conda.chain([Dependency::Pip(all)]).collect(), ..definition.clone() };
    Some(check.fix("Merge the lists", vec![Edit::Component(Component::Python, Box::new(joined))]))
}

/// Packages on the level of the list instead of below it are conda packages.
fn empty_pip_lists(definition: &Definition) -> Vec<Check> {
    // An empty requirements file is the only entry.
    let is_alone = definition.dependencies.len() < 2;
    let is_blank = |entries: &Vec<String>| entries.iter().all(|entry| entry.trim().is_empty());
    let empty = pip_lists(definition).filter(|(_, entries)| !is_alone && is_blank(entries));
    let check = |(index, _): (usize, &Vec<String>)| {
        let help = match definition.dependencies.get(index + 1) {
            Some(Dependency::Conda(next)) => format!(
                "`{}` is read as a conda package. If pip should install it, indent it under `pip:`; otherwise remove the empty list.",
                next.trim()
            ),
            _ => "Add packages under it, indented, or remove it.".to_owned(),
        };
        Check::new(Rule::PipListEmpty, "The `pip:` list is empty", help).at(place(index))
    };
    empty.map(check).collect()
}

fn pip_at_top_level(definition: &Definition) -> Option<Check> {
    let path = "python.condaDependencies.pip";
    let value = definition.kept.get(path)?;
    let help = "Conda ignores it, so nothing in it is installed. Move it under `dependencies:` as `- pip:`.";
    let check =
        Check::new(Rule::PipAtTopLevel, "`pip:` is next to `dependencies:` instead of inside it", help).at(path);
    let packages: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let Some(packages) = packages else { return Some(check) };
    let added = packages.into_iter().map(|package| Edit::Line {
        source: PackageSource::Pip,
        before: None,
        after: Some(package),
    });
    let removed = Edit::Field { before: path.to_owned(), after: None };
    Some(check.fix("Move it into dependencies", added.chain([removed]).collect()))
}

/// Packages that exist for Windows only, and for macOS only.
const OF_WINDOWS: [&str; 16] = [
    "console-shortcut",
    "msys2-conda-epoch",
    "pypiwin32",
    "pywin32",
    "pywinpty",
    "ucrt",
    "vc",
    "vc14-runtime",
    "vcomp14",
    "vs2015-runtime",
    "vs2017-win-64",
    "vs2019-win-64",
    "win-inet-pton",
    "win-unicode-console",
    "wincertstore",
    "winpty",
];
const OF_MACOS: [&str; 5] = ["cctools-osx-64", "cctools-osx-arm64", "ld64-osx-64", "ld64-osx-arm64", "pyobjc-core"];

fn system_of(name: &str) -> Option<&'static str> {
    let name = name.replace('_', "-");
    if OF_WINDOWS.contains(&name.as_str()) || name.starts_with("m2w64-") {
        Some("Windows")
    } else if OF_MACOS.contains(&name.as_str()) || name.starts_with("pyobjc-framework-") {
        Some("macOS")
    } else {
        None
    }
}

/// A marker may leave a package out here.
fn other_platform(definition: &Definition, packages: &[PackageLine]) -> Option<Check> {
    if !definition.platform.os.trim().eq_ignore_ascii_case("linux") {
        return None;
    }
    let has_marker = |package: &PackageLine| package.row.source == PackageSource::Pip && package.row.text.contains(';');
    let found: Vec<(&PackageLine, &str, &str)> = packages
        .iter()
        .filter(|package| !has_marker(package))
        .filter_map(|package| Some((package, package.name()?, system_of(package.name()?)?)))
        .collect();
    let (_, _, system) = found.first()?;
    let names: Vec<String> = found.iter().map(|(_, name, _)| format!("`{name}`")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let verb = if names.len() == 1 { "exists" } else { "exist" };
    let message = format!("{} {verb} for {system} only", join_words(&names));
    let help =
        "The file was exported there, and cannot be built for Linux. Export it with `--from-history`, or remove them.";
    let remove = |(package, ..): &(&PackageLine, &str, &str)| Edit::Line {
        source: package.row.source,
        before: Some(package.row.text.clone()),
        after: None,
    };
    let check = found
        .iter()
        .fold(Check::new(Rule::OtherPlatform, message, help), |check, (package, ..)| check.at(package.row.path()));
    Some(check.fix("Remove them", found.iter().map(remove).collect()))
}

/// What brings the server that Azure starts for a model.
const SERVERS: [&str; 3] = ["azureml-defaults", "azureml-inference-server-http", "mlserver"];

fn no_inference_server(definition: &Definition, packages: &[PackageLine]) -> Option<Check> {
    let v2 = definition.kept.get("v2").and_then(|fields| fields.get("inference_config")).is_some();
    let path = match (definition.inferencing_stack.as_deref().unwrap_or_default(), v2) {
        (_, true) => "v2.inference_config",
        ("", _) => return None,
        _ => "inferencingStackVersion",
    };
    let is_listed = packages.iter().filter_map(PackageLine::name).any(|name| SERVERS.contains(&name));
    let is_known = !packages.is_empty() && definition.conda_file.is_none();
    if is_listed || !is_known {
        return None;
    }
    let add = Edit::Line { source: PackageSource::Pip, before: None, after: Some("azureml-defaults>=1.0.45".into()) };
    let help = "Azure needs one to serve a model. Add `azureml-defaults` (1.0.45 or later) to the pip list, unless the base image has it.";
    let check =
        Check::new(Rule::InferenceServerMissing, "The environment is for serving, but has no inference server", help);
    Some(check.at(path).fix("Add azureml-defaults", vec![add]))
}
