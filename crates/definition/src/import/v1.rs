//! Azure's v1 form, in JSON or YAML, alone or as the `environment` section of a run configuration.

use super::imported::Note;
use super::left_out::{mark_left_out, named_note};
use super::mapping::parse;
use crate::json;
use crate::model::{Definition, ImportError};
use crate::node::{Node, Value};

/// Reads the environment.
pub fn read(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let root = parse(text)?;
    let node = environment(&root).unwrap_or(&root);
    if !std::ptr::eq(node, &raw const root) {
        let message = "Only the `environment` section of this run configuration is read.".into();
        notes.push(Note { line: node.line, message });
    }
    let mut definition = json::read(node)?;
    notes.extend(mark_left_out(node, &mut definition));
    let field = |section: &str, key: &str| node.get_any_case(section).and_then(|section| section.get_any_case(key));
    if let Some(file) = field("python", "condaDependenciesFile").filter(|file| !matches!(file.value, Value::Null)) {
        let file_name = file.written().unwrap_or_default();
        notes.push(Note { line: file.line, message: named_note(file_name) });
    }
    let password = field("docker", "baseImageRegistry").and_then(|registry| registry.get_any_case("password"));
    if let Some(password) = password.filter(|password| !matches!(password.value, Value::Null)) {
        let message = "The registry password is left out: credentials belong in the settings of the workspace.";
        notes.push(Note { line: password.line, message: message.into() });
    }
    Ok(definition)
}

/// The `environment` section of a run configuration.
pub fn environment(root: &Node) -> Option<&Node> {
    root.get_any_case("environment").filter(|node| matches!(node.value, Value::Map(_)))
}
