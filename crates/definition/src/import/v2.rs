//! Azure's v2 YAML.

use super::imported::Note;
use super::left_out::named_note;
use super::mapping::parse;
use super::{conda, yaml};
use crate::json::Section;
use crate::model::{BuildContext, Definition, ImportError};
use crate::node::{Node, Value};

/// Reads the environment. Without a conda file the packages are in the image, so the user manages them.
pub fn read(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let root = parse(text)?;
    let mut section = Section::exact("", &root)?;
    let mut definition = Definition {
        name: section.scalar("name")?,
        version: section.scalar("version")?,
        description: section.scalar("description")?,
        tags: section.scalars("tags")?,
        variables: section.scalars("environment_variables")?,
        base_image: section.text("image")?,
        ..Definition::default()
    };
    section.take("$schema");
    if let Some(os) = section.text("os_type")? {
        definition.platform.os = os;
    }
    if let Some(node) = section.take("build") {
        definition.context = Some(build("build", node, notes)?);
    }
    let conda_file = section.take("conda_file").or(old_sections(&mut section, &mut definition, notes)?);
    definition.user_managed = conda_file.is_none();
    if let Some(node) = conda_file {
        read_conda_file(node, &mut definition, notes)?;
    }
    for (key, node) in section.rest() {
        let message = format!("`{key}` is kept, but makes no difference to the image.");
        notes.push(Note { line: node.line, message });
    }
    let rest: serde_json::Map<_, _> = section.rest().map(|(key, node)| (key.to_owned(), node.to_json())).collect();
    if !rest.is_empty() {
        definition.kept.insert("v2".into(), rest.into());
    }
    template_note(&definition, notes);
    Ok(definition)
}

/// The sections of the first v2 form: `docker` with the image, `conda` with the packages.
fn old_sections<'a>(
    section: &mut Section<'a>,
    definition: &mut Definition,
    notes: &mut Vec<Note>,
) -> Result<Option<&'a Node>, ImportError> {
    if let Some(node) = section.take("docker") {
        let mut docker = Section::exact("docker", node)?;
        definition.base_image = docker.text("image")?.or(definition.base_image.take());
        if let Some(node) = docker.take("build") {
            definition.context = Some(build("docker.build", node, notes)?);
        }
    }
    let Some(node) = section.take("conda") else {
        return Ok(None);
    };
    let mut conda = Section::exact("conda", node)?;
    Ok(conda.take("conda_dependencies").or_else(|| conda.take("conda_dependencies_file")))
}

fn build(place: &str, node: &Node, notes: &mut Vec<Note>) -> Result<BuildContext, ImportError> {
    let mut section = Section::exact(place, node)?;
    let dockerfile_path = section.text("dockerfile_path")?.unwrap_or_else(|| "Dockerfile".into());
    let location = match section.text("path")? {
        Some(path) => Some(path),
        None => section.text("local_path")?,
    };
    let Some(location) = location else {
        let help = "Import the Dockerfile itself, or give its folder as `path:`.";
        return Err(ImportError::new(node.line, format!("{place} has no path"), help));
    };
    let message = format!("The files of `{location}` are not here: import its Dockerfile, or give the whole folder.");
    notes.push(Note { line: node.line, message });
    Ok(BuildContext { location, dockerfile_path, digest: None, dockerfile: None })
}

/// The conda file: inline as a mapping, inline as text, or the path of a file that is not here.
fn read_conda_file(node: &Node, definition: &mut Definition, notes: &mut Vec<Note>) -> Result<(), ImportError> {
    match &node.value {
        Value::Text(text) if text.contains('\n') => {
            let inline = yaml::parse(text).map_err(|error| ImportError { line: node.line, ..error })?;
            conda::read_node("conda_file", &inline, definition, notes)
        }
        Value::Text(path) => {
            notes.push(Note { line: node.line, message: named_note(path) });
            definition.conda_file = Some(path.clone());
            Ok(())
        }
        _ => conda::read_node("conda_file", node, definition, notes),
    }
}

fn template_note(definition: &Definition, notes: &mut Vec<Note>) {
    let context = definition.context.as_ref().map(|context| &context.location);
    if let Some(text) = definition.base_image.iter().chain(context).find(|text| text.contains("{{")) {
        notes.push(Note { line: None, message: format!("`{text}` is a template: fill it in before you build.") });
    }
}
