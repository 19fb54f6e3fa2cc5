//! Files that list packages: a conda environment file; and a pip requirements file, one list of pip lines without channels.

use super::file::Note;
use super::yaml;
use crate::canonical::join_pip_lines;
use crate::json::{Section, is_keepable, read_conda};
use crate::model::ImportError;
use crate::node::{Node, Value};
use crate::text::{lines, trim};
use crate::{Definition, Dependency};

/// Reads the text of a conda file.
pub fn read_conda_file(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let mut definition = Definition::default();
    read_conda_node("", &yaml::parse(text)?, &mut definition, notes)?;
    Ok(definition)
}

/// Reads a conda file that is already a tree, at a place in a larger file.
pub fn read_conda_node(
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

/// Reads the lines as pip does.
pub fn read_requirements(text: &str) -> Definition {
    let lines = numbered(text).map(|(_, line)| line).collect();
    Definition { dependencies: vec![Dependency::Pip(lines)], ..Definition::default() }
}

/// The line on which each entry of the list begins, the first is 1.
pub fn line_numbers(text: &str) -> Vec<u32> {
    numbered(text).map(|(number, _)| number).collect()
}

/// The lines that become entries.
fn numbered(text: &str) -> impl Iterator<Item = (u32, String)> {
    logical_lines(text).into_iter().filter(|(_, line)| !trim(line).is_empty())
}

/// The lines joined as pip joins them, each with the number of its first.
pub fn logical_lines(text: &str) -> Vec<(u32, String)> {
    let joined = join_pip_lines(lines(text)).into_iter().map(|joined| {
        // What is joined here is not to be joined again: a comment at the end may end in a backslash.
        let text = if joined.count > 1 { joined.text.trim_end_matches('\\').to_owned() } else { joined.text };
        (u32::try_from(joined.first + 1).unwrap_or(u32::MAX), text)
    });
    joined.collect()
}
