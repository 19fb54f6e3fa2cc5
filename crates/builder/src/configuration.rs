//! The configuration of an image, which says how its layers are to be used.

use crate::layers::Made;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// When the layers of step 2 were made, as far as the image tells: images that are the same must be so to the last byte.
const CREATED: &str = "1980-01-01T00:00:00Z";
/// Where programs are, in an image that does not say.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a finished image has on top of that of step 1.
#[derive(Default)]
pub(crate) struct Extension<'a> {
    /// More layers.
    pub layers: &'a [Made],
    /// A folder whose programs come first.
    pub programs: Option<&'a str>,
    /// More labels.
    pub labels: Vec<(String, String)>,
}

/// The parts that are looked at; all others stay as they are.
#[derive(Serialize, Deserialize)]
pub(crate) struct Configuration {
    #[serde(default)]
    config: Use,
    rootfs: Contents,
    #[serde(default)]
    history: Vec<Value>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// How containers are to be started.
#[derive(Default, Serialize, Deserialize)]
struct Use {
    #[serde(rename = "Env", default, deserialize_with = "or_nothing")]
    environment: Vec<String>,
    #[serde(rename = "Labels", default, deserialize_with = "or_nothing")]
    labels: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// The archives of the layers, before they were compressed.
#[derive(Serialize, Deserialize)]
struct Contents {
    #[serde(default)]
    diff_ids: Vec<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

impl Configuration {
    /// All labels.
    pub(crate) fn labels(&self) -> &BTreeMap<String, String> {
        &self.config.labels
    }

    /// Adds what comes on top.
    pub(crate) fn extend(&mut self, extension: &Extension<'_>) {
        for layer in extension.layers {
            self.rootfs.diff_ids.push(layer.content.clone());
            self.history.push(json!({ "created": CREATED, "created_by": layer.holds }));
        }
        self.config.labels.extend(extension.labels.iter().cloned());
        let Some(folder) = extension.programs else { return };
        let environment = &mut self.config.environment;
        match environment.iter_mut().find_map(|variable| variable.strip_prefix("PATH=").map(str::to_owned)) {
            Some(path) => {
                let first = format!("PATH={folder}:{path}");
                environment.iter_mut().filter(|variable| variable.starts_with("PATH=")).for_each(|variable| {
                    variable.clone_from(&first);
                });
            }
            None => environment.push(format!("PATH={folder}:{PATH}")),
        }
    }
}

/// What some engines write as `null` is nothing.
fn or_nothing<'de, T: Default + Deserialize<'de>, D: serde::Deserializer<'de>>(value: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A configuration after something came on top.
    fn extended(configuration: &Value, layers: &[Made]) -> Value {
        let mut configuration: Configuration = serde_json::from_value(configuration.clone()).unwrap();
        let labels = vec![("org.terrarium.hash".into(), "1".into())];
        let programs = (!layers.is_empty()).then_some("/opt/env/bin");
        configuration.extend(&Extension { layers, programs, labels });
        serde_json::to_value(configuration).unwrap()
    }

    fn made() -> Made {
        let (digest, content) = ("sha256:c".to_owned(), "sha256:b".to_owned());
        Made { digest, size: 1, content, holds: "numpy 2.1.0 (pip)".into(), sent: true }
    }

    #[test]
    fn layers_come_with_their_history_and_their_programs_first() {
        let before = json!({
            "architecture": "amd64", "created": "2026-01-01T00:00:00Z",
            "config": { "Env": ["A=1", "PATH=/usr/bin"], "Labels": { "maintainer": "anna" }, "User": "anna" },
            "rootfs": { "type": "layers", "diff_ids": ["sha256:a"] }, "history": [{ "created_by": "base" }],
        });
        let after = json!({
            "architecture": "amd64", "created": "2026-01-01T00:00:00Z",
            "config": {
                "Env": ["A=1", "PATH=/opt/env/bin:/usr/bin"],
                "Labels": { "maintainer": "anna", "org.terrarium.hash": "1" }, "User": "anna"
            },
            "rootfs": { "type": "layers", "diff_ids": ["sha256:a", "sha256:b"] },
            "history": [{ "created_by": "base" }, { "created": CREATED, "created_by": "numpy 2.1.0 (pip)" }],
        });
        assert_eq!(extended(&before, &[made()]), after);
    }

    #[test]
    fn what_is_missing_or_null_is_nothing() {
        let rootfs = json!({ "diff_ids": [] });
        for config in [json!({}), json!({ "Env": null, "Labels": null })] {
            let after = extended(&json!({ "config": config, "rootfs": rootfs }), &[made()]);
            assert_eq!(after["config"]["Env"], json!([format!("PATH=/opt/env/bin:{PATH}")]));
            assert_eq!(after["config"]["Labels"].as_object().unwrap().len(), 1);
        }
        let after = extended(&json!({ "rootfs": rootfs }), &[]);
        assert_eq!(after["config"]["Env"], json!([]));
    }

    #[test]
    fn what_is_no_configuration_is_an_error() {
        for text in ["[]", "{}", r#"{"rootfs": 1}"#, r#"{"rootfs": {}, "config": "text"}"#] {
            assert!(serde_json::from_str::<Configuration>(text).is_err(), "{text}");
        }
    }
}
