//! JSON and YAML files alike, as a tree with lines.

use super::yaml;
use crate::model::ImportError;
use crate::node::Node;

/// Reads a text. JSON is nearly all YAML; where it may not be (escaped surrogate pairs), lines are lost.
pub fn parse(text: &str) -> Result<Node, ImportError> {
    if !is_json(text) {
        return yaml::parse(text);
    }
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let help = "Check commas, quotes and brackets here.";
        ImportError::new(u32::try_from(error.line()).ok(), format!("the JSON is malformed: {error}"), help)
    })?;
    if text.contains("\\u") { Ok(Node::from(&json)) } else { yaml::parse(text) }
}

/// Whether the text begins as a JSON object does.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{') && !text.trim_start().starts_with("{{")
}
