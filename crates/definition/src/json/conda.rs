//! The conda section: in the v1 JSON form, and as a conda file.

use super::section::{Section, list, text, unexpected};
use crate::node::{Node, Value};
use crate::{Definition, Dependency, ImportError};
use serde_json::{Map, Value as Json, json};

/// Reads `name`, `channels` and `dependencies`.
pub fn read_conda(section: &mut Section, definition: &mut Definition) -> Result<(), ImportError> {
    definition.conda_name = section.scalar_if_any("name");
    definition.channels = section.texts("channels")?;
    let entries = section.list("dependencies")?;
    definition.dependencies =
        entries.into_iter().map(|(place, node)| dependency(&place, node)).collect::<Result<_, _>>()?;
    Ok(())
}

fn dependency(place: &str, node: &Node) -> Result<Dependency, ImportError> {
    match &node.value {
        Value::Text(entry) => Ok(Dependency::Conda(entry.clone())),
        Value::Map(fields) => match &fields[..] {
            [(key, pip)] if key == "pip" => requirements(&format!("{place}.pip"), pip).map(Dependency::Pip),
            _ => Err(neither(place, node, "a mapping that is not one `pip:` list")),
        },
        _ => Err(neither(place, node, node.kind())),
    }
}

fn requirements(place: &str, node: &Node) -> Result<Vec<String>, ImportError> {
    match node.value {
        Value::Null => Ok(Vec::new()),
        Value::List(_) => list(place, node)?.into_iter().map(|(place, node)| text(&place, node)).collect(),
        _ => Err(unexpected(place, node, "a list")),
    }
}

fn neither(place: &str, node: &Node, what: &str) -> ImportError {
    let help = match node.written() {
        Some(written) => format!("If a package is meant, put it in quotes: \"{written}\"."),
        None => "Write a package as text (`numpy=1.26`), and pip packages as one list under `pip:`.".into(),
    };
    let message = format!("{place} is {what}; an entry is text or a `pip:` list");
    ImportError { line: node.line, message, help }
}

/// Writes `name`, `channels` and `dependencies`, what is empty left out.
pub fn write_conda(definition: &Definition) -> Map<String, Json> {
    let mut section = Map::new();
    if let Some(name) = &definition.conda_name {
        section.insert("name".into(), json!(name));
    }
    if !definition.channels.is_empty() {
        section.insert("channels".into(), json!(definition.channels));
    }
    let entries = definition.dependencies.iter().map(|dependency| match dependency {
        Dependency::Conda(entry) => json!(entry),
        Dependency::Pip(entries) => json!({"pip": entries}),
    });
    let entries: Vec<Json> = entries.collect();
    if !entries.is_empty() {
        section.insert("dependencies".into(), entries.into());
    }
    section
}
