//! An environment version as azure-ai-ml sends and reads it, and the definition that it is.
//!
//! Everything that is shown is made of the stored definition, so what the console registered reads the same as what a
//! client did. What that form has and a definition has no field for is kept below `v2`, as the YAML form keeps it.

use crate::{address::Origin, context};
use api::{EnvironmentType, Version, code};
use definition::{BuildContext, Definition, Kind};
use http::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The properties of a version. What the server adds comes back from clients, and makes no difference.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Properties {
    image: Option<String>,
    conda_file: Option<String>,
    build: Option<Build>,
    os_type: Option<String>,
    inference_config: Option<Value>,
    auto_rebuild: Option<String>,
    #[serde(rename = "properties")]
    free: Option<BTreeMap<String, Option<String>>>,
    /// Tags; none to leave them alone.
    pub tags: Option<BTreeMap<String, Option<String>>>,
    /// What it is for; none to leave it alone.
    pub description: Option<String>,
    /// Whether it is archived; none to leave it alone.
    pub is_archived: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Build {
    context_uri: String,
    dockerfile_path: Option<String>,
}

impl Properties {
    /// The definition; a build context is not resolved yet.
    pub fn definition(&self) -> Result<Definition, Error> {
        let mut definition = match &self.conda_file {
            Some(text) => {
                let imported = definition::import(text.as_bytes(), Some(Kind::Conda));
                let refused = |error: definition::ImportError| {
                    Error::refuse(code::INVALID_DEFINITION, error.to_string())
                        .field("properties.condaFile")
                        .help(error.help)
                };
                imported.map_err(refused)?.definition
            }
            None => Definition { user_managed: true, ..Definition::default() },
        };
        definition.base_image.clone_from(&self.image);
        definition.context = self.build.as_ref().map(|build| BuildContext {
            location: build.context_uri.clone(),
            dockerfile_path: build.dockerfile_path.clone().unwrap_or_else(|| "Dockerfile".into()),
            digest: None,
            dockerfile: None,
        });
        if definition.base_image.is_none() && definition.context.is_none() {
            return Err(Error::refuse(code::INVALID_DEFINITION, "there is neither an image nor a build context")
                .field("properties.image")
                .help("Give one of the two"));
        }
        if let Some(os) = self.os_type.as_ref().filter(|os| !os.eq_ignore_ascii_case("linux")) {
            definition.platform.os.clone_from(os);
        }
        let kept = self.kept();
        if !kept.is_empty() {
            definition.kept.insert("v2".into(), kept.into());
        }
        Ok(definition)
    }

    /// What a definition has no field for, as the YAML form spells it.
    fn kept(&self) -> Map<String, Value> {
        let mut kept = Map::new();
        if let Some(config) = self.inference_config.as_ref().filter(|config| !config.is_null()) {
            kept.insert("inference_config".into(), recase(config, snake_case));
        }
        if let Some(rebuild) = &self.auto_rebuild {
            kept.insert("auto_rebuild".into(), rebuild.clone().into());
        }
        if let Some(free) = self.free.as_ref().filter(|free| !free.is_empty()) {
            kept.insert("properties".into(), json!(free));
        }
        kept
    }

    /// The tags, when some were sent.
    pub fn own_tags(&self) -> Option<BTreeMap<String, String>> {
        let tags = self.tags.clone()?;
        Some(tags.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect())
    }

    /// Whether these say nothing else than what is shown of a version already.
    pub fn say_the_same_as(&self, shown: &Value) -> bool {
        let empty = json!({});
        let of = |key: &str| shown.get(key).filter(|value| !value.is_null());
        let text = |key: &str| of(key).and_then(Value::as_str);
        let conda = |text: &str| {
            let imported = definition::import(text.as_bytes(), Some(Kind::Conda));
            imported.ok().map(|imported| imported.definition)
        };
        let same_conda = match (&self.conda_file, text("condaFile")) {
            (Some(sent), Some(shown)) => sent == shown || conda(sent).is_some() && conda(sent) == conda(shown),
            (sent, shown) => sent.is_none() && shown.is_none(),
        };
        let same_build = match (&self.build, of("build")) {
            (Some(sent), Some(shown)) => {
                let path = sent.dockerfile_path.as_deref().unwrap_or("Dockerfile");
                shown["contextUri"] == sent.context_uri.as_str() && shown["dockerfilePath"] == path
            }
            (sent, shown) => sent.is_none() && shown.is_none(),
        };
        let os = self.os_type.as_deref().unwrap_or("Linux");
        let config = self.inference_config.as_ref().filter(|config| !config.is_null());
        let free = self.free.as_ref().map(|free| json!(free));
        self.image.as_deref() == text("image")
            && same_conda
            && same_build
            && text("osType").is_some_and(|shown| shown.eq_ignore_ascii_case(os))
            && config == of("inferenceConfig")
            && self.auto_rebuild.as_deref() == text("autoRebuild")
            && free.is_none_or(|sent| sent == *of("properties").unwrap_or(&empty))
    }
}

/// The properties of a version as they are shown.
pub fn properties(origin: &Origin, version: &Version, definition: &Definition) -> Value {
    let kept = definition.kept.get("v2").cloned().unwrap_or_default();
    let mut shown = json!({
        "tags": version.tags,
        "isAnonymous": version.anonymous,
        "isArchived": version.version_archived,
        "description": Some(&version.description).filter(|text| !text.is_empty()),
        "osType": os_type(definition),
        "properties": kept.get("properties").cloned().unwrap_or_else(|| json!({})),
        "environmentType": if version.r#type == EnvironmentType::Curated { "Curated" } else { "UserCreated" },
        "provisioningState": "Succeeded",
    });
    if let Some((address, dockerfile)) = context::address(origin, version, definition) {
        shown["build"] = json!({ "contextUri": address, "dockerfilePath": dockerfile });
    } else {
        shown["image"] = json!(definition.base_image);
    }
    if !definition.user_managed {
        shown["condaFile"] = definition::conda_file(definition).into();
    }
    if let Some(config) = kept.get("inference_config") {
        shown["inferenceConfig"] = recase(config, camel_case);
    }
    if let Some(rebuild) = kept.get("auto_rebuild") {
        shown["autoRebuild"] = rebuild.clone();
    }
    shown
}

fn os_type(definition: &Definition) -> &str {
    if definition.platform.os.eq_ignore_ascii_case("linux") { "Linux" } else { &definition.platform.os }
}

/// The same with other names of its fields, all the way down.
fn recase(value: &Value, case: fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (case(key), recase(value, case))).collect(),
        Value::Array(items) => items.iter().map(|item| recase(item, case)).collect(),
        other => other.clone(),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for sign in name.chars() {
        if sign.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(sign.to_ascii_lowercase());
    }
    snake
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut signs = word.chars();
        camel.extend(signs.next().map(|sign| sign.to_ascii_uppercase()));
        camel.push_str(signs.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_go_there_and_back() {
        let config = json!({ "livenessRoute": { "port": 5001, "path": "/live" } });
        let kept = recase(&config, snake_case);
        assert_eq!(kept, json!({ "liveness_route": { "port": 5001, "path": "/live" } }));
        assert_eq!(recase(&kept, camel_case), config);
    }
}
