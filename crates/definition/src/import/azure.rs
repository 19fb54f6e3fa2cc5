//! Azure's two forms: v1, in JSON or YAML, alone or as the `environment` section of a run configuration; and v2, in YAML.

use super::file::Note;
use super::left_out::{mark_left_out, named_note};
use super::yaml::parse_mapping;
use super::{package_files, yaml};
use crate::json::{self, Section};
use crate::model::{BuildContext, Definition, ImportError};
use crate::node::{Node, Value};

pub fn read_v1(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let root = parse_mapping(text)?;
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

/// Reads the environment. Without a conda file the packages are in the image, so the user manages them.
pub fn read_v2(text: &str, notes: &mut Vec<Note>) -> Result<Definition, ImportError> {
    let root = parse_mapping(text)?;
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
            package_files::read_conda_node("conda_file", &inline, definition, notes)
        }
        Value::Text(path) => {
            notes.push(Note { line: node.line, message: named_note(path) });
            definition.conda_file = Some(path.clone());
            Ok(())
        }
        _ => package_files::read_conda_node("conda_file", node, definition, notes),
    }
}

fn template_note(definition: &Definition, notes: &mut Vec<Note>) {
    let context = definition.context.as_ref().map(|context| &context.location);
    if let Some(text) = definition.base_image.iter().chain(context).find(|text| text.contains("{{")) {
        notes.push(Note { line: None, message: format!("`{text}` is a template: fill it in before you build.") });
    }
}
