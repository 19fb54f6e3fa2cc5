//! One mapping that is read field by field; what nobody asked for is left at the end.

use crate::ImportError;
use crate::node::{Node, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The fields of a mapping that are not read yet.
pub struct Section<'a> {
    path: String,
    line: Option<u32>,
    fields: Vec<(String, &'a Node)>,
    any_case: bool,
}

/// The error that a node is something else than wanted.
pub fn unexpected(path: &str, node: &Node, wanted: &str) -> ImportError {
    let place = if path.is_empty() { "the file" } else { path };
    ImportError {
        line: node.line,
        message: format!("{place} is {}, not {wanted}", node.kind()),
        help: help(node, wanted),
    }
}

fn help(node: &Node, wanted: &str) -> String {
    match (&node.value, node.written()) {
        (Value::Text(_), _) | (_, None) => format!("Write {wanted} here, or remove it."),
        (_, Some(written)) => format!("If text is meant, put it in quotes: \"{written}\"."),
    }
}

impl<'a> Section<'a> {
    /// A mapping whose keys are read in any case.
    pub fn any_case(path: &str, node: &'a Node) -> Result<Self, ImportError> {
        let mut section = Self { any_case: true, ..Self::exact(path, node)? };
        for (key, _) in &mut section.fields {
            *key = camel_case(key);
        }
        let mut keys: Vec<String> = section.fields.iter().map(|(key, _)| key.to_ascii_lowercase()).collect();
        keys.sort_unstable();
        if let Some([twice, _]) = keys.array_windows().find(|[one, next]| one == next) {
            return Err(ImportError {
                line: section.line,
                message: format!("{} stands there twice, in different case", section.place(twice)),
                help: "Keep one of the two.".into(),
            });
        }
        if let Some((key, node)) = section.fields.iter().find(|(key, _)| key.contains('.')) {
            return Err(ImportError {
                line: node.line,
                message: format!("the key `{key}` holds a full stop, which no field of a definition has"),
                help: "Remove it.".into(),
            });
        }
        Ok(section)
    }

    /// A mapping whose keys are read as they are.
    pub fn exact(path: &str, node: &'a Node) -> Result<Self, ImportError> {
        let Value::Map(fields) = &node.value else {
            return Err(unexpected(path, node, "a mapping"));
        };
        let fields = fields.iter().map(|(key, node)| (key.clone(), node)).collect();
        Ok(Self { path: path.to_owned(), line: node.line, fields, any_case: false })
    }

    /// The path of a field.
    pub fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn is_called(&self, name: &str, key: &str) -> bool {
        name == key || self.any_case && name.eq_ignore_ascii_case(key)
    }

    /// Takes a field; null counts as absent.
    pub fn take(&mut self, key: &str) -> Option<&'a Node> {
        let index = self.fields.iter().position(|(name, _)| self.is_called(name, key))?;
        Some(self.fields.remove(index).1).filter(|node| !matches!(node.value, Value::Null))
    }

    /// Takes a text.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, ImportError> {
        let place = self.place(key);
        self.take(key).map(|node| text(&place, node)).transpose()
    }

    /// Takes a text that people also write as a number (`version: 1`).
    pub fn scalar(&mut self, key: &str) -> Result<Option<String>, ImportError> {
        let place = self.place(key);
        self.take(key).map(|node| scalar(&place, node)).transpose()
    }

    /// Takes a truth value.
    pub fn truth(&mut self, key: &str) -> Result<Option<bool>, ImportError> {
        let place = self.place(key);
        let truth = |node: &Node| match node.value {
            Value::Bool(truth, _) => Ok(truth),
            _ => Err(ImportError {
                line: node.line,
                message: format!("{place} is {}, not true or false", node.kind()),
                help: "Write true or false, without quotes.".into(),
            }),
        };
        self.take(key).map(truth).transpose()
    }

    /// Takes a list of nodes, each with its place; empty when absent.
    pub fn list(&mut self, key: &str) -> Result<Vec<(String, &'a Node)>, ImportError> {
        let place = self.place(key);
        self.take(key).map_or(Ok(Vec::new()), |node| list(&place, node))
    }

    /// Takes a list of texts; empty when absent.
    pub fn texts(&mut self, key: &str) -> Result<Vec<String>, ImportError> {
        self.list(key)?.into_iter().map(|(place, node)| text(&place, node)).collect()
    }

    /// Takes a mapping of scalars; a null is empty text.
    pub fn scalars(&mut self, key: &str) -> Result<BTreeMap<String, String>, ImportError> {
        let place = self.place(key);
        let Some(node) = self.take(key) else {
            return Ok(BTreeMap::new());
        };
        let fields = Section::exact(&place, node)?.fields;
        let read = |(key, node): (String, &Node)| {
            let null = matches!(node.value, Value::Null);
            let value = if null { Ok(String::new()) } else { scalar(&format!("{place}.{key}"), node) };
            value.map(|value| (key, value))
        };
        fields.into_iter().map(read).collect()
    }

    /// Takes a mapping of scalars if it is one; leaves anything else, which has no meaning, among the rest.
    pub fn scalars_if_any(&mut self, key: &str) -> BTreeMap<String, String> {
        let fields = self.fields.clone();
        self.scalars(key).unwrap_or_else(|_| {
            self.fields = fields;
            BTreeMap::new()
        })
    }

    /// Takes a scalar if it is one; leaves anything else, which has no meaning, among the rest.
    pub fn scalar_if_any(&mut self, key: &str) -> Option<String> {
        let is_wanted = |(name, node): &(String, &Node)| self.is_called(name, key) && node.written().is_some();
        let index = self.fields.iter().position(is_wanted)?;
        self.fields.remove(index).1.written().map(str::to_owned)
    }

    /// Takes a mapping inside this one; none when absent.
    pub fn section(&mut self, key: &str) -> Result<Option<Section<'a>>, ImportError> {
        let place = self.place(key);
        self.take(key).map(|node| Section::any_case(&place, node)).transpose()
    }

    /// The fields that nobody took, null left out.
    pub fn rest(&self) -> impl Iterator<Item = (&str, &'a Node)> {
        let fields = self.fields.iter().filter(|(_, node)| !matches!(node.value, Value::Null));
        fields.map(|(key, node)| (key.as_str(), *node))
    }

    /// Keeps the fields that nobody took.
    pub fn keep(self, kept: &mut BTreeMap<String, Json>) {
        let path = self.path.clone();
        self.keep_under(&path, kept);
    }

    /// Keeps the fields that nobody took, as if they stood under another path.
    fn keep_under(self, path: &str, kept: &mut BTreeMap<String, Json>) {
        for (key, node) in self.fields {
            if !matches!(node.value, Value::Null) && is_keepable(&key) {
                kept.insert(if path.is_empty() { key } else { format!("{path}.{key}") }, node.to_json());
            }
        }
    }

    /// Keeps the fields of a conda file that nobody took: those that the v1 JSON form would read as others, because it
    /// has no case, together in one place of their own.
    pub fn keep_of_conda(mut self, kept: &mut BTreeMap<String, Json>) {
        let mut taken: Vec<String> = ["name", "channels", "dependencies"].map(str::to_owned).to_vec();
        let mut others = serde_json::Map::new();
        self.fields.retain(|(key, node)| {
            let lower = key.to_ascii_lowercase();
            let is_another = taken.contains(&lower) || key.starts_with(|first: char| first.is_ascii_uppercase());
            if is_another && !matches!(node.value, Value::Null) {
                others.insert(key.clone(), node.to_json());
            }
            taken.push(lower);
            !is_another
        });
        self.keep_under("python.condaDependencies", kept);
        if !others.is_empty() {
            kept.insert(OTHERS_OF_CONDA.to_owned(), others.into());
        }
    }
}

/// Where fields of a conda file are kept that the v1 JSON form would read as others.
pub const OTHERS_OF_CONDA: &str = "conda";

/// Whether a key can be kept: a path of keys is written with full stops.
pub fn is_keepable(key: &str) -> bool {
    !key.is_empty() && !key.contains('.')
}

/// The items of a list, each with its place.
pub fn list<'a>(place: &str, node: &'a Node) -> Result<Vec<(String, &'a Node)>, ImportError> {
    let Value::List(items) = &node.value else {
        return Err(unexpected(place, node, "a list"));
    };
    Ok(items.iter().enumerate().map(|(index, item)| (format!("{place}[{index}]"), item)).collect())
}

/// A text.
pub fn text(place: &str, node: &Node) -> Result<String, ImportError> {
    match &node.value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(unexpected(place, node, "text")),
    }
}

fn scalar(place: &str, node: &Node) -> Result<String, ImportError> {
    node.written().map(str::to_owned).ok_or_else(|| unexpected(place, node, "text"))
}

/// The key with its first letter in lower case.
fn camel_case(key: &str) -> String {
    let mut characters = key.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + characters.as_str())
}
