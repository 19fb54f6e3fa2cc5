//! Line numbers of the fields of a definition in its file.

use super::azure::environment;
use super::file::Kind;
use super::package_files::line_numbers;
use super::yaml;
use crate::node::{Node, Value};

/// Finds the lines of fields in one file.
pub struct FieldLines<'a> {
    text: &'a str,
    kind: Kind,
    root: Option<&'a Node>,
    /// The conda file that a v2 file holds as text, and the line before it begins.
    inline: Option<(Node, u32)>,
    /// The line of each entry of a requirements file.
    requirements: Vec<u32>,
}

impl<'a> FieldLines<'a> {
    /// The lines of a text, which was read into this tree.
    pub fn new(text: &'a str, kind: Kind, root: Option<&'a Node>) -> Self {
        let inline = root.filter(|_| kind == Kind::V2).and_then(|root| root.get("conda_file")).and_then(|node| {
            let Value::Text(text) = &node.value else { return None };
            Some((yaml::parse_mapping(text).ok().filter(|_| text.contains('\n'))?, node.line?))
        });
        let requirements = if kind == Kind::Requirements { line_numbers(text) } else { Vec::new() };
        Self { text, kind, root, inline, requirements }
    }

    /// The line of a field by its path; `within` is a line inside the text of that field, for a Dockerfile.
    pub fn line_of(&self, path: &str, within: Option<u32>) -> Option<u32> {
        match self.kind {
            Kind::Dockerfile => (path == "docker.baseDockerfile").then_some(within.unwrap_or(1)),
            Kind::Requirements => {
                let entry = path.strip_prefix("python.condaDependencies.dependencies[0].pip[")?;
                self.requirements.get(entry.strip_suffix(']')?.parse::<usize>().ok()?).copied()
            }
            Kind::Conda => self.walk(self.root?, in_conda(path)?),
            Kind::V1 => self.walk(environment(self.root?).unwrap_or(self.root?), path),
            Kind::V2 => match (&self.inline, path.strip_prefix("python.condaDependencies.")) {
                (Some((conda, before)), Some(path)) => Some(line(conda, path)? + before),
                _ => self.walk(self.root?, &in_v2(path)),
            },
        }
    }

    /// The line of a field; that of its key, where the value begins below it.
    fn walk(&self, root: &Node, path: &str) -> Option<u32> {
        let line = line(root, path)?;
        let Some(key) = path.rsplit('.').next().filter(|key| !key.ends_with(']')) else {
            return Some(line);
        };
        let above = self.text.lines().take(line as usize).collect::<Vec<_>>();
        let is_key = |text: &str| {
            let text = text.trim_start_matches([' ', '\t', '-', '"', '\'', '{', ',']);
            text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        };
        let near = above.iter().enumerate().rev().take(NEAR).find(|(_, text)| is_key(text));
        near.map_or(Some(line), |(index, _)| u32::try_from(index + 1).ok())
    }
}

/// The text as a tree, where it is one.
pub fn tree(text: &str, kind: Kind) -> Option<Node> {
    let is_tree = matches!(kind, Kind::Conda | Kind::V1 | Kind::V2);
    is_tree.then(|| yaml::parse_mapping(text).ok()).flatten()
}

/// How far above its value a key is looked for, in lines.
const NEAR: usize = 20;

fn in_conda(path: &str) -> Option<&str> {
    path.strip_prefix("python.condaDependencies.").or_else(|| path.strip_prefix("conda."))
}

fn in_v2(path: &str) -> String {
    let renamed = [
        ("docker.baseImage", "image"),
        ("docker.buildContext.location", "build.path"),
        ("docker.buildContext.dockerfilePath", "build.dockerfile_path"),
        ("docker.buildContext", "build"),
        ("docker.platform.os", "os_type"),
        ("docker", "image"),
        ("python.condaDependenciesFile", "conda_file"),
        ("python.condaDependencies", "conda_file"),
        ("environmentVariables", "environment_variables"),
        ("v2.", ""),
    ];
    let new = renamed.into_iter().find_map(|(v1, v2)| Some(format!("{v2}{}", path.strip_prefix(v1)?)));
    new.unwrap_or_else(|| path.to_owned())
}

/// The line of the node at a path; none where nothing stands there.
fn line(node: &Node, path: &str) -> Option<u32> {
    if path.is_empty() {
        return node.line;
    }
    let (inner, rest) = match &node.value {
        Value::List(items) => {
            let index = path.strip_prefix('[').and_then(|path| path.split_once(']'));
            index.and_then(|(index, rest)| Some((items.get(index.parse::<usize>().ok()?)?, rest)))
        }
        Value::Map(fields) => {
            let path = path.strip_prefix('.').unwrap_or(path);
            fields.iter().find_map(|(key, node)| {
                let begins = path.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key));
                let rest = path.get(key.len()..).filter(|_| begins)?;
                (rest.is_empty() || rest.starts_with(['.', '['])).then_some((node, rest))
            })
        }
        _ => None,
    }?;
    line(inner, rest)
}
