//! A conda environment file.

use super::imported::Note;
use super::yaml;
use crate::json::{Section, is_keepable, read_conda};
use crate::model::{Definition, ImportError};
use crate::node::{Node, Value};

/// Reads the text of a conda file.
pub fn read(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let mut definition = Definition::default();
    read_node("", &yaml::parse(text)?, &mut definition, notes)?;
    Ok(definition)
}

/// Reads a conda file that is already a tree, at a place in a larger file.
pub fn read_node(
    place: &str,
    node: &Node,
    definition: &mut Definition,
    notes: &mut Vec<Note>,
) -> Result<(), ImportError> {
    if matches!(node.value, Value::Null) {
        let help = "A conda file has `name:`, `channels:` and `dependencies:`.";
        return Err(ImportError::new(node.line, "there is nothing in this conda file", help));
    }
    let mut section = Section::exact(place, node)?;
    read_conda(&mut section, definition)?;
    definition.variables.extend(section.scalars_if_any("variables"));
    for (key, node) in section.rest() {
        let what = if is_keepable(key) { "kept, but makes" } else { "left out: it makes" };
        let message = format!("`{key}` is {what} no difference to the image.");
        notes.push(Note { line: node.line, message });
    }
    section.keep_of_conda(&mut definition.kept);
    Ok(())
}
