//! Credentials that stand in a definition, where they do not belong.

mod mask;
mod text;

pub use mask::{mask, mask_addresses, unfinished_authority};

use crate::{Definition, Dependency};
use serde_json::Value;
use text::{address_has_credential, assigns_secret, has_credential, is_literal, names_secret};

/// The places that hold a credential (a password in an index URL, a token, a registry password), each as the path of
/// the field, never with the value.
#[must_use]
pub fn secrets(definition: &Definition) -> Vec<String> {
    let mut places = Vec::new();
    let mut check = |place: String, text: &str| {
        if has_credential(text) {
            places.push(place);
        }
    };
    let context = definition.context.as_ref();
    let texts = [
        ("description", &definition.description),
        ("docker.baseImage", &definition.base_image),
        ("docker.buildContext.location", &context.map(|context| context.location.clone())),
    ];
    for (place, text) in texts {
        check(place.to_owned(), text.as_deref().unwrap_or_default());
    }
    let repositories = definition.spark_repositories.iter().enumerate();
    repositories.for_each(|(index, text)| check(format!("spark.repositories[{index}]"), text));
    let channels = definition.channels.iter().enumerate().filter(|(_, channel)| address_has_credential(channel));
    places.extend(channels.map(|(index, _)| format!("python.condaDependencies.channels[{index}]")));
    if definition.base_image_registry.as_deref().is_some_and(address_has_credential) {
        places.push("docker.baseImageRegistry.address".to_owned());
    }
    // The places of thousands of packages are not written down for nothing.
    for (index, dependency) in definition.dependencies.iter().enumerate() {
        let place = || format!("python.condaDependencies.dependencies[{index}]");
        match dependency {
            Dependency::Conda(entry) if has_credential(entry) => places.push(place()),
            Dependency::Conda(_) => {}
            Dependency::Pip(lines) => {
                let found = lines.iter().enumerate().filter(|(_, text)| has_credential(text));
                places.extend(found.map(|(line, _)| format!("{}.pip[{line}]", place())));
            }
        }
    }
    let dockerfiles = [
        ("docker.baseDockerfile", definition.dockerfile.as_deref()),
        ("docker.buildContext.dockerfile", context.and_then(|context| context.dockerfile.as_deref())),
    ];
    for (place, text) in dockerfiles {
        if text.is_some_and(|text| has_credential(text) || text.lines().any(assigns_secret)) {
            places.push(place.to_owned());
        }
    }
    for (section, fields) in [("environmentVariables", &definition.variables), ("tags", &definition.tags)] {
        for (name, value) in fields {
            named(&format!("{section}.{name}"), name, value, &mut places);
        }
    }
    definition.r.iter().for_each(|r| inside("r", "r", r, &mut places));
    definition.kept.iter().for_each(|(path, value)| inside(path, path, value, &mut places));
    places
}

fn named(place: &str, name: &str, value: &str, places: &mut Vec<String>) {
    if has_credential(value) || names_secret(name) && is_literal(value) {
        places.push(place.to_owned());
    }
}

/// Looks through a value whose fields have no meaning here.
fn inside(place: &str, name: &str, value: &Value, places: &mut Vec<String>) {
    match value {
        Value::String(text) => named(place, name, text, places),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| inside(&format!("{place}[{index}]"), name, item, places));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, item)| inside(&format!("{place}.{key}"), key, item, places));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
