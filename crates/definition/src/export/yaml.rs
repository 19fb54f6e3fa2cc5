//! The forms in YAML, a conda environment file and Azure's v2 with that inline, as people write it, read alike by YAML 1.1 and
//! 1.2.

use crate::import::plain_scalar;
use crate::json::OTHERS_OF_CONDA;
use crate::node::{Node, Value};
use crate::{Canonical, Definition, Dependency};

const KEPT: &str = "python.condaDependencies.";

/// Writes the conda section and the variables.
pub fn write_conda(definition: &Definition) -> String {
    let mut fields = section(definition);
    if !definition.variables.is_empty() {
        let variables = definition.variables.iter().map(|(name, value)| (name.clone(), text_node(value)));
        fields.push(("variables".into(), node(Value::Map(variables.collect()))));
    }
    document(&fields)
}

/// The fields of a conda file, with those that mean nothing to the image.
fn section(definition: &Definition) -> Vec<(String, Node)> {
    let mut fields = Vec::new();
    if let Some(name) = &definition.conda_name {
        fields.push(("name".into(), text_node(name)));
    }
    if !definition.channels.is_empty() {
        fields.push(("channels".into(), list_node(&definition.channels)));
    }
    let dependencies = definition.dependencies.iter().map(|dependency| match dependency {
        Dependency::Conda(entry) => text_node(entry),
        Dependency::Pip(lines) => node(Value::Map(vec![("pip".into(), list_node(lines))])),
    });
    fields.push(("dependencies".into(), node(Value::List(dependencies.collect()))));
    let kept = definition.kept.iter().filter_map(|(path, value)| Some((path.strip_prefix(KEPT)?, value)));
    fields.extend(kept.map(|(key, value)| (key.to_owned(), Node::from(value))));
    let others = definition.kept.get(OTHERS_OF_CONDA).into_iter();
    fields.extend(others.flat_map(|others| Node::from(others).fields().to_vec()));
    fields
}

fn list_node(texts: &[String]) -> Node {
    node(Value::List(texts.iter().map(|each| text_node(each)).collect()))
}

/// A text as a tree.
fn text_node(text: &str) -> Node {
    node(Value::Text(text.to_owned()))
}

/// A value as a tree.
fn node(value: Value) -> Node {
    Node { line: None, value }
}

const SCHEMA: &str = "https://azuremlschemas.azureedge.net/latest/environment.schema.json";

pub fn write_v2(definition: &Definition, canonical: &Canonical) -> String {
    let mut fields = vec![("$schema".to_owned(), text_node(SCHEMA))];
    let named =
        [("name", &definition.name), ("version", &definition.version), ("description", &definition.description)];
    for (key, value) in named {
        fields.extend(value.as_ref().map(|value| (key.to_owned(), text_node(value))));
    }
    if !definition.tags.is_empty() {
        let tags = definition.tags.iter().map(|(name, value)| (name.clone(), text_node(value)));
        fields.push(("tags".into(), node(Value::Map(tags.collect()))));
    }
    if canonical.base.platform != "linux/amd64" {
        let os = canonical.base.platform.split('/').next().unwrap_or_default();
        fields.push(("os_type".into(), text_node(os)));
    }
    let image = definition.base_image.as_ref().filter(|image| !image.is_empty());
    let has_base = image.is_some() || definition.dockerfile.is_some();
    if let Some(image) = image.or(canonical.base.image.as_ref()).filter(|_| has_base) {
        fields.push(("image".into(), text_node(image)));
    }
    if let Some(context) = definition.context.as_ref().filter(|context| !context.location.is_empty()) {
        let path = ("path".to_owned(), text_node(&context.location));
        let dockerfile = ("dockerfile_path".to_owned(), text_node(&context.dockerfile_path));
        fields.push(("build".into(), node(Value::Map(vec![path, dockerfile]))));
    }
    if let Some(path) = &canonical.conda_file {
        fields.push(("conda_file".into(), text_node(path)));
    } else if !definition.user_managed {
        fields.push(("conda_file".into(), node(Value::Map(section(definition)))));
    }
    fields.extend(definition.kept.get("v2").into_iter().flat_map(|kept| Node::from(kept).fields().to_vec()));
    variables_as_comments(definition) + &document(&fields)
}

/// A mapping as a document.
fn document(fields: &[(String, Node)]) -> String {
    let mut document = String::new();
    mapping(fields, 0, &mut document);
    document
}

fn mapping(fields: &[(String, Node)], indent: usize, document: &mut String) {
    for (index, (key, value)) in fields.iter().enumerate() {
        if index > 0 {
            document.push_str(&" ".repeat(indent));
        }
        document.push_str(&text(key));
        document.push(':');
        match &value.value {
            Value::Map(inner) if !inner.is_empty() => {
                document.push('\n');
                document.push_str(&" ".repeat(indent + 2));
                mapping(inner, indent + 2, document);
            }
            Value::List(items) if !items.is_empty() => {
                for item in items {
                    document.push('\n');
                    document.push_str(&" ".repeat(indent + 2));
                    self::item(item, indent + 2, document);
                }
                document.push('\n');
            }
            _ => {
                document.push(' ');
                document.push_str(&scalar(value));
                document.push('\n');
            }
        }
    }
}

fn item(node: &Node, indent: usize, document: &mut String) {
    document.push_str("- ");
    match &node.value {
        Value::Map(fields) if !fields.is_empty() => {
            mapping(fields, indent + 2, document);
            document.pop();
        }
        Value::List(items) if !items.is_empty() => {
            for (index, inner) in items.iter().enumerate() {
                if index > 0 {
                    document.push('\n');
                    document.push_str(&" ".repeat(indent + 2));
                }
                item(inner, indent + 2, document);
            }
        }
        _ => document.push_str(&scalar(node)),
    }
}

fn scalar(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth, _) => truth.to_string(),
        Value::Number(number) => number.clone(),
        Value::Text(written) | Value::Other(written) => text(written),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
    }
}

/// A text, in quotes where it would not be read as this text without.
fn text(text: &str) -> String {
    let plain = |next: char| next.is_ascii_alphanumeric() || "_./-=<>!~,;:@[]() +*".contains(next);
    let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '.' | '/'));
    let reads_as_text = matches!(plain_scalar(text), Value::Text(_));
    let no_key = !text.contains(": ") && !text.ends_with([':', ' ']);
    if begins && no_key && text.chars().all(plain) && reads_as_text {
        return text.to_owned();
    }
    let escaped: String = text.chars().map(escaped).collect();
    format!("\"{escaped}\"")
}

fn escaped(character: char) -> String {
    match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        ' '..='~' => character.to_string(),
        '\0'..='\u{ff}' => format!("\\x{:02x}", u32::from(character)),
        _ if character.is_alphanumeric() => character.to_string(),
        _ => format!("\\U{:08x}", u32::from(character)),
    }
}

/// The variables of a run as comments, for forms that have no field for them.
pub fn variables_as_comments(definition: &Definition) -> String {
    if definition.variables.is_empty() {
        return String::new();
    }
    let lines = definition.variables.iter().map(|(name, value)| {
        let [name, value] = [name, value].map(|text| self::text(text));
        format!("#   {name}: {value}\n")
    });
    format!("# Variables that a run gets:\n{}\n", lines.collect::<String>())
}
