//! A development container on the image of a version.

use api::Version;
use definition::Definition;
use serde_json::{Map, json};

/// Where the builder puts the Python environment.
const INTERPRETER: &str = "/opt/env/bin/python";

/// `devcontainer.json`: the image by digest, the variables of a run, and which Python the editor takes.
pub fn write(version: &Version, reference: &str, definition: &Definition) -> String {
    let mut fields = Map::new();
    fields.insert("name".into(), json!(format!("{} {}", version.environment, version.version)));
    fields.insert("image".into(), json!(reference));
    if !definition.variables.is_empty() {
        fields.insert("containerEnv".into(), json!(definition.variables));
    }
    let own = (!definition.user_managed).then_some(INTERPRETER);
    if let Some(interpreter) = definition.interpreter_path.as_deref().filter(|path| path.starts_with('/')).or(own) {
        let settings = json!({ "python.defaultInterpreterPath": interpreter });
        let editor = json!({ "extensions": ["ms-python.python"], "settings": settings });
        fields.insert("customizations".into(), json!({ "vscode": editor }));
    }
    format!("{:#}\n", serde_json::Value::Object(fields))
}
