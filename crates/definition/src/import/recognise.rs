//! What a file is, by its content.

use super::imported::Kind;
use super::{mapping, others, requirements, v1};
use crate::model::ImportError;
use crate::node::{Node, Value};
use crate::text::{is_blank, lines, trim};

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
    let tree = mapping::parse(text);
    match &tree {
        Ok(root) if matches!(root.value, Value::Map(_)) => of_mapping(root),
        _ if mapping::is_json(text) || has_key_lines(text) => match tree {
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
    let logical = requirements::logical_lines(text);
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
    if v1::environment(root).is_some_and(is_section) || is_section(root) && !schema.contains("environment.schema") {
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
