//! A conda environment file.

use super::yaml;
use crate::json::OTHERS_OF_CONDA;
use crate::node::{Node, Value};
use crate::{Definition, Dependency};

const KEPT: &str = "python.condaDependencies.";

/// Writes the conda section and the variables.
pub fn write(definition: &Definition) -> String {
    let mut fields = section(definition);
    if !definition.variables.is_empty() {
        let variables = definition.variables.iter().map(|(name, value)| (name.clone(), text(value)));
        fields.push(("variables".into(), node(Value::Map(variables.collect()))));
    }
    yaml::document(&fields)
}

/// The fields of a conda file, with those that mean nothing to the image.
pub fn section(definition: &Definition) -> Vec<(String, Node)> {
    let mut fields = Vec::new();
    if let Some(name) = &definition.conda_name {
        fields.push(("name".into(), text(name)));
    }
    if !definition.channels.is_empty() {
        fields.push(("channels".into(), texts(&definition.channels)));
    }
    let dependencies = definition.dependencies.iter().map(|dependency| match dependency {
        Dependency::Conda(entry) => text(entry),
        Dependency::Pip(lines) => node(Value::Map(vec![("pip".into(), texts(lines))])),
    });
    fields.push(("dependencies".into(), node(Value::List(dependencies.collect()))));
    let kept = definition.kept.iter().filter_map(|(path, value)| Some((path.strip_prefix(KEPT)?, value)));
    fields.extend(kept.map(|(key, value)| (key.to_owned(), Node::from(value))));
    let others = definition.kept.get(OTHERS_OF_CONDA).into_iter();
    fields.extend(others.flat_map(|others| Node::from(others).fields().to_vec()));
    fields
}

fn texts(texts: &[String]) -> Node {
    node(Value::List(texts.iter().map(|each| text(each)).collect()))
}

/// A text as a tree.
pub fn text(text: &str) -> Node {
    node(Value::Text(text.to_owned()))
}

/// A value as a tree.
pub fn node(value: Value) -> Node {
    Node { line: None, value }
}
