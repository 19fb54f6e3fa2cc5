//! What only the text of an Azure definition shows: sections that are not there, and fields that are not kept.

use crate::Kind;
use crate::checks::{Check, Rule};
use crate::import::environment;
use crate::node::{Node, Value};

pub fn find(root: &Node, kind: Kind) -> Vec<Check> {
    match kind {
        Kind::V1 => v1(environment(root).unwrap_or(root)),
        Kind::V2 => v2(root),
        Kind::Conda | Kind::Requirements | Kind::Dockerfile => Vec::new(),
    }
}

const NO_BASE: &str = "The base image of the workspace is used. Name one, so that it is the same everywhere.";

fn v1(node: &Node) -> Vec<Check> {
    let mut found = Vec::new();
    let docker = given(node, "docker");
    match docker {
        None => {
            let message = "There is no Docker section";
            found.push(Check::new(Rule::DockerMissing, message, NO_BASE).on_line(node.line));
        }
        Some(docker)
            if ["baseImage", "baseDockerfile", "buildContext"].iter().all(|key| given(docker, key).is_none()) =>
        {
            found.push(none(docker));
        }
        Some(_) => {}
    }
    if given(node, "python").is_none() {
        let help = "No Python packages are installed. Add a `python` section, or let the user manage the packages.";
        found.push(Check::new(Rule::PythonSectionMissing, "There is no Python section", help).on_line(node.line));
    }
    if let Some(variables) = given(node, "environmentVariables").filter(|node| !node.fields().is_empty()) {
        let message = "Variables are set in the environment";
        let help =
            "Azure wants them in the run configuration. Here they are given to every run and are no part of the image.";
        found.push(Check::new(Rule::MisplacedRuntimeVariables, message, help).on_line(variables.line));
    }
    if let Some(registry) = docker.and_then(|docker| given(docker, "baseImageRegistry")) {
        found.extend(credentials(registry));
    }
    if let Some(context) = docker.and_then(|docker| given(docker, "buildContext")) {
        found.extend(beside_context(node, context));
    }
    found
}

fn none(section: &Node) -> Check {
    let message = "Neither base image nor Dockerfile nor build context is given";
    Check::new(Rule::DockerNone, message, NO_BASE).on_line(section.line)
}

fn credentials(registry: &Node) -> Vec<Check> {
    let [name, password, identity] = ["username", "password", "registryIdentity"].map(|key| given(registry, key));
    let mut found = Vec::new();
    if let Some(credential) = password.or(name) {
        let message = "Credentials for the registry of the base image stand in the definition";
        let help = "The password is left out. Credentials belong in the settings of the workspace.";
        found.push(Check::new(Rule::RegistrySecrets, message, help).on_line(credential.line));
    }
    if let Some(one) = name.xor(password) {
        let missing = if name.is_some() { "password" } else { "user name" };
        let message = format!("The credentials for the registry of the base image lack the {missing}");
        let help = "Give both or none; they are not used here.";
        found.push(Check::new(Rule::RegistryCredentialsPartial, message, help).on_line(one.line));
    }
    if let Some(identity) = identity.filter(|_| name.or(password).is_some()) {
        let message = "The registry of the base image has a user name and an identity";
        let help = "Azure takes one kind of credentials only.";
        found.push(Check::new(Rule::RegistryCredentialsMultiple, message, help).on_line(identity.line));
    }
    found
}

/// What Azure refuses beside a build context, whose Dockerfile is to do all of it.
fn beside_context(node: &Node, context: &Node) -> Option<Check> {
    let in_section = |section: &str, key: &str| given(node, section).and_then(|section| given(section, key));
    let beside = [
        ("variables", given(node, "environmentVariables")),
        ("conda packages", in_section("python", "condaDependencies")),
        ("R", given(node, "r")),
        ("Spark packages", in_section("spark", "packages")),
    ];
    let (what, _) = beside.into_iter().find(|(_, node)| node.is_some())?;
    let message = format!("A build context stands beside {what}");
    let help = "Azure refuses that: the Dockerfile of the context is to do all of it. Here both are used.";
    Some(Check::new(Rule::ContextAttributeNotAllowed, message, help).on_line(context.line))
}

fn v2(root: &Node) -> Vec<Check> {
    let docker = given(root, "docker");
    let image = given(root, "image").or_else(|| docker.and_then(|docker| given(docker, "image")));
    let build = given(root, "build").or_else(|| docker.and_then(|docker| given(docker, "build")));
    match (image, build) {
        (None, None) => vec![none(root)],
        (_, Some(build)) if ["path", "local_path"].iter().all(|key| given(build, key).is_none()) => {
            let help = "Say where the files are with `path:`, or import the Dockerfile itself.";
            let message = "The build context has no location";
            vec![Check::new(Rule::ContextLocationMissing, message, help).on_line(build.line)]
        }
        _ => Vec::new(),
    }
}

/// A field that says something, its key in any case.
fn given<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get_any_case(key).filter(|node| match &node.value {
        Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        Value::Map(fields) => fields.iter().any(|(_, node)| !matches!(node.value, Value::Null)),
        Value::Bool(..) | Value::Number(_) | Value::Other(_) => true,
    })
}
