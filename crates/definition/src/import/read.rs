//! Reading one file, as the kind that its content shows.

use super::file::{Imported, Kind};
use super::{azure, file, others, package_files, yaml};
use crate::dockerfile::Dockerfile;
use crate::model::{Definition, ImportError};
use crate::node::{Node, Value};
use crate::text::{is_blank, lines, trim};

/// Reads a file: of the given kind, or of the kind that its content shows.
///
/// # Errors
/// When the file is too large, not text, malformed, or recognisably something else (a component, a deployment,
/// a job); the error names the line and what to do.
pub fn import(bytes: &[u8], kind: Option<Kind>) -> Result<Imported, ImportError> {
    let text = file::decode(bytes)?;
    let kind = kind.map_or_else(|| recognise_text(&text), Ok);
    kind.and_then(|kind| import_text(&text, kind)).map_err(|error| explain_conflict(&text, error))
}

/// Reads a text of this kind.
pub(crate) fn import_text(text: &str, kind: Kind) -> Result<Imported, ImportError> {
    let mut notes = Vec::new();
    let definition = match kind {
        Kind::Conda => package_files::read_conda_file(text, &mut notes),
        Kind::Requirements => Ok(package_files::read_requirements(text)),
        Kind::Dockerfile => read_dockerfile(text),
        Kind::V1 => azure::read_v1(text, &mut notes),
        Kind::V2 => azure::read_v2(text, &mut notes),
    }?;
    Ok(Imported { kind, definition, notes })
}

/// The kind that the content shows.
///
/// # Errors
/// When it is none of the kinds; says what it is when that can be seen.
pub fn recognise(bytes: &[u8]) -> Result<Kind, ImportError> {
    recognise_text(&file::decode(bytes)?)
}

/// The kind of a text, or an error that says what it is instead.
pub fn recognise_text(text: &str) -> Result<Kind, ImportError> {
    if trim(text).is_empty() {
        let help = "Paste a conda file, pip requirements, a Dockerfile, or an Azure environment.";
        return Err(ImportError::new(None, "the file is empty", help));
    }
    if is_dockerfile(text) {
        return Ok(Kind::Dockerfile);
    }
    if let Some(other) = others::lines(text) {
        return Err(other);
    }
    let tree = yaml::parse_mapping(text);
    match &tree {
        Ok(root) if matches!(root.value, Value::Map(_)) => of_mapping(root),
        _ if yaml::is_json(text) || has_key_lines(text) => match tree {
            Err(error) => Err(error),
            Ok(root) => Err(neither(root.line)),
        },
        _ if is_requirements(text) => Ok(Kind::Requirements),
        _ => Err(neither(Some(1))),
    }
}

fn neither(line: Option<u32>) -> ImportError {
    let help = "Known are conda files, pip requirements, Dockerfiles, and Azure environments (v1 JSON, v2 YAML).";
    ImportError::new(line, "this is no environment definition", help)
}

/// The first instruction is `FROM` or `ARG`, or there is a parser directive.
fn is_dockerfile(text: &str) -> bool {
    let first = lines(text).map(trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let keyword = first.and_then(|line| line.split_once(is_blank)).map(|(keyword, _)| keyword.to_ascii_uppercase());
    matches!(keyword.as_deref(), Some("FROM" | "ARG"))
        && crate::dockerfile::Dockerfile::parse(text).stages().next().is_some()
}

/// Whether lines look like the fields of a YAML mapping that does not parse.
fn has_key_lines(text: &str) -> bool {
    let is_key = |line: &str| {
        let word = line.split(':').next().unwrap_or_default();
        let after = &line[word.len()..];
        let named =
            !word.is_empty() && word.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '$'));
        named && (after == ":" || after.starts_with(": "))
    };
    lines(text).any(|line| is_key(line.trim_end()))
}

/// Whether the lines look like options, requirements, URLs and paths: the first one, or most of them.
fn is_requirements(text: &str) -> bool {
    let logical = package_files::logical_lines(text);
    let said: Vec<&str> =
        logical.iter().map(|(_, line)| trim(line)).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let fits = |line: &&str| crate::canonical::is_pip_line(line);
    said.first().is_none_or(fits) || said.iter().filter(|line| fits(line)).count() * 2 > said.len()
}

fn of_mapping(root: &Node) -> Result<Kind, ImportError> {
    let has = |key: &str| root.get(key).is_some();
    let has_any_case = |key: &str| root.get_any_case(key).is_some();
    let schema = root.get("$schema").and_then(Node::written).unwrap_or_default().to_ascii_lowercase();
    if let Some(other) = others::mapping(root, &schema) {
        return Err(other);
    }
    let is_section = |node: &Node| v1_section(node);
    if azure::environment(root).is_some_and(is_section) || is_section(root) && !schema.contains("environment.schema") {
        return Ok(Kind::V1);
    }
    if schema.contains("environment.schema") || has("docker") || has("image") || has("build") || has("conda_file") {
        return Ok(Kind::V2);
    }
    let conda_keys = ["dependencies", "channels", "variables", "prefix"];
    if conda_keys.into_iter().any(has) {
        return Ok(Kind::Conda);
    }
    if has_any_case("environmentVariables") || has_any_case("inferencingStackVersion") {
        return Ok(Kind::V1);
    }
    Err(neither(root.line))
}

/// A mapping with the sections of the v1 form.
fn v1_section(node: &Node) -> bool {
    let section = |key: &str| node.get_any_case(key).is_some_and(|section| matches!(section.value, Value::Map(_)));
    let old_v2 =
        node.get("docker").is_some_and(|docker| docker.get("image").is_some() || docker.get("build").is_some());
    (section("docker") && !old_v2) || section("python") || section("spark") && section("databricks")
}

/// Takes the text as it is, when it is a Dockerfile at all.
pub fn read_dockerfile(text: &str) -> Result<Definition, ImportError> {
    if Dockerfile::parse(text).stages().next().is_none() {
        let help = "Begin with the base image, `FROM python:3.12`; for a list of packages choose another kind.";
        return Err(ImportError::new(None, "no instruction of this Dockerfile is FROM", help));
    }
    Ok(Definition { dockerfile: Some(text.to_owned()), user_managed: true, ..Definition::default() })
}

const MESSAGE: &str = "both sides of a merge stand in the file";
/// What to do about the marks of a merge conflict.
pub const CONFLICT_HELP: &str =
    "Keep what is meant of both sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.";

/// The lines with conflict markers, the first line is 1.
pub fn conflict_lines(text: &str) -> Vec<u32> {
    let marks = text.lines().zip(1..).filter(|(line, _)| is_mark(line, "<<<<<<<") || is_mark(line, ">>>>>>>"));
    marks.map(|(_, line)| line).collect()
}

/// The error of a text that could not be read: about the conflict markers, if there are any.
pub fn explain_conflict(text: &str, error: ImportError) -> ImportError {
    match conflict_lines(text).first() {
        Some(line) => ImportError::new(Some(*line), MESSAGE, CONFLICT_HELP),
        None => error,
    }
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
