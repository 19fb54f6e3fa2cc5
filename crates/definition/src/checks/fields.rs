//! The name of the environment, and fields that nothing reads, by their path among those that were kept.

use super::check::Check;
use super::rule::Rule;
use super::spelling;
use crate::Definition;
use crate::edit::Edit;
use crate::json::OTHERS_OF_CONDA;
use crate::text::join_words;
use serde_json::Value;

/// In characters.
const MAX_NAME_LENGTH: usize = 255;

pub fn find(definition: &Definition) -> Vec<Check> {
    let mut found = Vec::new();
    found.extend(prefix(definition));
    found.extend(deprecated(definition));
    found.extend(base_environment(definition));
    found.extend(registry(definition));
    found.extend(misspelled(definition));
    if definition.r.is_some() {
        let help = "Azure gave up its SDK for R at the end of 2021. Install the packages in the Docker steps.";
        found.push(Check::new(Rule::RDeprecated, "The R section is no longer read", help).at("r"));
    }
    found
}

pub fn find_in_name(definition: &Definition) -> Vec<Check> {
    definition.name.as_deref().map(check_name).unwrap_or_default()
}

/// What the rules find in the name of an environment.
#[must_use]
pub fn check_name(name: &str) -> Vec<Check> {
    let mut found = Vec::new();
    if let Some(prefix) = ["Microsoft", "AzureML"].into_iter().find(|prefix| name.starts_with(prefix)) {
        let message = format!("The name begins with `{prefix}`, as curated environments do");
        let help =
            "Azure refuses such names for environments of one's own. Choose another name if it is to be used there.";
        found.push(Check::new(Rule::CuratedPrefix, message, help).at("name"));
    }
    let length = name.chars().count();
    if length > MAX_NAME_LENGTH {
        let message = format!("The name has {length} characters, more than {MAX_NAME_LENGTH}");
        found.push(Check::new(Rule::NameTooLong, message, "Choose a shorter one.").at("name"));
    }
    found
}

/// The text of a kept field, its path in any case.
pub fn kept_text<'a>(definition: &'a Definition, path: &str) -> Option<&'a str> {
    let field = definition.kept.iter().find(|(kept, _)| kept.eq_ignore_ascii_case(path));
    field.and_then(|(_, value)| value.as_str()).filter(|text| !text.is_empty())
}

fn remove(path: &str) -> Edit {
    Edit::Field { before: path.to_owned(), after: None }
}

fn prefix(definition: &Definition) -> Option<Check> {
    let path = "python.condaDependencies.prefix";
    let Value::String(folder) = definition.kept.get(path)? else { return None };
    let is_home = ["/home/", "/Users/", "\\Users\\", "/root"].iter().any(|home| folder.contains(home));
    let message = if is_home {
        format!("`prefix` holds the home folder `{folder}`")
    } else {
        format!("`prefix` holds the folder `{folder}`")
    };
    let help =
        "It says where the environment was on the machine that it was exported from, and means nothing elsewhere.";
    Some(Check::new(Rule::CondaPrefix, message, help).at(path).fix("Remove prefix", vec![remove(path)]))
}

const DEPRECATED: [&str; 5] = ["enabled", "arguments", "sharedVolumes", "gpuSupport", "shmSize"];

fn deprecated(definition: &Definition) -> Option<Check> {
    let is_deprecated = |path: &&String| {
        let attribute = path.strip_prefix("docker.");
        attribute.is_some_and(|name| DEPRECATED.iter().any(|each| each.eq_ignore_ascii_case(name)))
    };
    let paths: Vec<&String> = definition.kept.keys().filter(is_deprecated).collect();
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.trim_start_matches("docker."))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("Docker settings of older SDKs: {}", join_words(&names));
    let help = "Nothing reads them here. In Azure they moved to the run configuration.";
    let check = Check::new(Rule::DockerDeprecatedAttribute, message, help);
    let check = paths.iter().fold(check, |check, path| check.at(path.as_str()));
    (!paths.is_empty()).then(|| check.fix("Remove these settings", paths.iter().map(|path| remove(path)).collect()))
}

fn base_environment(definition: &Definition) -> Option<Check> {
    let path = "python.baseCondaEnvironment";
    let name = kept_text(definition, path)?;
    let message = format!("The packages are to be added to the conda environment `{name}`");
    let help = "What is in it may conflict with them, and it is not used here: the environment is made anew.";
    let check = Check::new(Rule::CondaBaseEnvironment, message, help).at(path);
    Some(check.fix("Remove the base environment", vec![remove(path)]))
}

/// The password is never kept, so a user name is what is left of credentials.
fn registry(definition: &Definition) -> Vec<Check> {
    let path = "docker.baseImageRegistry.username";
    let Some(name) = kept_text(definition, path) else { return Vec::new() };
    let message = format!("Credentials for the registry of the base image stand in the definition, for `{name}`");
    let help = "They belong in the settings of the workspace; here they are not used.";
    let secret = Check::new(Rule::RegistrySecrets, message, help).at(path);
    let mut found = vec![secret.fix("Remove the user name", vec![remove(path)])];
    let is_identity = |path: &&String| path.starts_with("docker.baseImageRegistry.registryIdentity");
    if let Some(identity) = definition.kept.keys().find(is_identity) {
        let message = "The registry of the base image has a user name and an identity";
        let help = "Azure takes one kind of credentials only.";
        found.push(Check::new(Rule::RegistryCredentialsMultiple, message, help).at(identity.as_str()));
    }
    found
}

/// The sections that people write by hand: where their unread fields are kept, and the keys that have a meaning there.
const SECTIONS: [(&str, &[&str]); 6] = [
    ("conda.", &["name", "channels", "dependencies", "variables"]),
    ("python.condaDependencies.", &["channels", "dependencies", "variables"]),
    ("python.", &["condaDependencies", "condaDependenciesFile", "interpreterPath", "userManagedDependencies"]),
    ("docker.", &["baseImage", "baseDockerfile", "buildContext", "platform"]),
    ("v2.", &["version", "description", "image", "build", "conda_file", "environment_variables", "os_type"]),
    ("", &["environmentVariables", "python", "docker", "spark", "inferencingStackVersion", "description", "version"]),
];

/// Where a key stands in the v1 JSON form, when that is elsewhere.
const ELSEWHERE: [(&str, &str); 6] = [
    ("variables", "environmentVariables"),
    ("version", "version"),
    ("description", "description"),
    ("image", "docker.baseImage"),
    ("os_type", "docker.platform.os"),
    ("environment_variables", "environmentVariables"),
];

fn misspelled(definition: &Definition) -> Vec<Check> {
    let inside = |outer: &'static str| {
        let fields = definition.kept.get(outer).and_then(Value::as_object).into_iter().flatten();
        fields.map(move |(key, _)| format!("{outer}.{key}"))
    };
    let is_plain = |path: &&String| !["v2", OTHERS_OF_CONDA].contains(&path.as_str());
    let paths = definition.kept.keys().filter(is_plain).cloned().chain(inside("v2")).chain(inside(OTHERS_OF_CONDA));
    paths.filter_map(|path| slip(definition, &path)).collect()
}

fn slip(definition: &Definition, path: &str) -> Option<Check> {
    let (section, keys) = SECTIONS.iter().find(|(section, _)| path.starts_with(section))?;
    let key = &path[section.len()..];
    let meant = spelling::meant(key, keys)?;
    let message = format!("`{key}` is not read; `{meant}` is probably meant");
    let help = "What stands under it is left out until the key is written like that.";
    let check = Check::new(Rule::KeyMisspelled, message, help).at(path);
    // A conda file may be a path or what stands in it, and only the person knows who manages the packages then.
    if ["build", "conda_file"].contains(&meant) {
        return Some(check);
    }
    let elsewhere = ELSEWHERE.iter().find(|(key, _)| *key == meant).map(|(_, target)| (*target).to_owned());
    let section = if *section == "conda." { "python.condaDependencies." } else { section };
    let target = elsewhere.unwrap_or_else(|| format!("{section}{meant}"));
    let rename = Edit::Field { before: path.to_owned(), after: Some(target) };
    let mut tried = definition.clone();
    rename.apply(&mut tried);
    let fits = tried != *definition;
    Some(if fits { check.fix(format!("Rename to {meant}"), vec![rename]) } else { check })
}
