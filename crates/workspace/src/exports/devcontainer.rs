//! A development container on the image of a version.

use crate::definitions::image_python;
use api::Version;
use definition::Definition;
use serde_json::{Map, json};

/// `devcontainer.json`: the image by digest, the variables of a run, and which Python the editor takes.
pub fn write(version: &Version, reference: &str, definition: &Definition) -> String {
    let mut fields = Map::new();
    fields.insert("name".into(), json!(format!("{} {}", version.environment, version.version)));
    fields.insert("image".into(), json!(reference));
    if !definition.variables.is_empty() {
        fields.insert("containerEnv".into(), json!(definition.variables));
    }
    let interpreter = image_python(definition).interpreter;
    if interpreter.starts_with('/') {
        let settings = json!({ "python.defaultInterpreterPath": interpreter });
        let editor = json!({ "extensions": ["ms-python.python"], "settings": settings });
        fields.insert("customizations".into(), json!({ "vscode": editor }));
    }
    format!("{:#}\n", serde_json::Value::Object(fields))
}
