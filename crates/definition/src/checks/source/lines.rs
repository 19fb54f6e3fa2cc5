//! On which line of a file the fields of its definition stand.

use crate::Kind;
use crate::checks::{Check, Place};
use crate::import::{environment, line_numbers, mapping};
use crate::node::{Node, Value};

/// A file whose lines can be asked for.
pub struct Lines<'a> {
    text: &'a str,
    kind: Kind,
    root: Option<&'a Node>,
    /// The conda file that a v2 file holds as text, and the line before it begins.
    inline: Option<(Node, u32)>,
    /// The line of each entry of a requirements file.
    requirements: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// The lines of a text, which was read into this tree.
    pub fn new(text: &'a str, kind: Kind, root: Option<&'a Node>) -> Self {
        let inline = root.filter(|_| kind == Kind::V2).and_then(|root| root.get("conda_file")).and_then(|node| {
            let Value::Text(text) = &node.value else { return None };
            Some((mapping::parse(text).ok().filter(|_| text.contains('\n'))?, node.line?))
        });
        let requirements = if kind == Kind::Requirements { line_numbers(text) } else { Vec::new() };
        Self { text, kind, root, inline, requirements }
    }

    /// Gives each place its line.
    pub fn fill(&self, checks: &mut [Check]) {
        for place in checks.iter_mut().flat_map(|check| &mut check.places).filter(|place| place.line.is_none()) {
            place.line = self.of(place);
        }
    }

    fn of(&self, place: &Place) -> Option<u32> {
        let path = place.path.as_str();
        match self.kind {
            Kind::Dockerfile => (path == "docker.baseDockerfile").then_some(place.within.unwrap_or(1)),
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
