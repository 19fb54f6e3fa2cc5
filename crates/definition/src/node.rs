//! A small tree that JSON and YAML are read into: values with the line they stand on.

use serde_json::Value as Json;

/// A value and its line.
#[derive(Clone, Debug)]
pub struct Node {
    /// The line, the first line is 1; none when the source has no lines.
    pub line: Option<u32>,
    /// The value.
    pub value: Value,
}

/// A value as YAML 1.1 types it.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value, as written.
    Bool(bool, String),
    /// A number, as written.
    Number(String),
    /// A date or another type that no field has, as written.
    Other(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order written, no key twice.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What the value is, for people.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Bool(..) => "a truth value",
            Value::Number(_) => "a number",
            Value::Other(_) => "a date or another special value",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The text of a scalar as written; none for null, a list and a mapping.
    pub fn written(&self) -> Option<&str> {
        match &self.value {
            Value::Bool(_, text) | Value::Number(text) | Value::Other(text) | Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The fields of a mapping, none of anything else.
    pub fn fields(&self) -> &[(String, Node)] {
        if let Value::Map(fields) = &self.value { fields } else { &[] }
    }

    /// The value of a key, in exactly this spelling.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.fields().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The value of a key, in any case.
    pub fn get_any_case(&self, key: &str) -> Option<&Self> {
        self.fields().iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, node)| node)
    }

    /// The same value as JSON; numbers that JSON cannot write become text.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(truth, _) => Json::Bool(*truth),
            Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone())),
            Value::Text(text) | Value::Other(text) => Json::String(text.clone()),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(fields) => fields.iter().map(|(key, node)| (key.clone(), node.to_json())).collect(),
        }
    }
}

impl From<&Json> for Node {
    fn from(json: &Json) -> Self {
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Bool(*truth, truth.to_string()),
            Json::Number(number) => Value::Number(number.to_string()),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(Self::from).collect()),
            Json::Object(fields) => Value::Map(fields.iter().map(|(key, item)| (key.clone(), item.into())).collect()),
        };
        Self { line: None, value }
    }
}
