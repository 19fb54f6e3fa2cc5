//! YAML as people write it, read alike by YAML 1.1 and 1.2.

use crate::Definition;
use crate::import::plain_scalar;
use crate::node::{Node, Value};

/// A mapping as a document.
pub fn document(fields: &[(String, Node)]) -> String {
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
pub fn text(text: &str) -> String {
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
