//! The configuration of an image, which says how its layers are to be used.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// When the layers of step 2 were made, as far as the image tells: images that are the same must be so to the last byte.
const CREATED: &str = "1980-01-01T00:00:00Z";
/// Where programs are, in an image that does not say.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a finished image has on top of that of step 1.
#[derive(Default)]
pub struct Extension<'a> {
    /// More layers.
    pub layers: &'a [NewLayer],
    /// A folder whose programs come first.
    pub programs: Option<&'a str>,
    /// More labels.
    pub labels: Vec<(String, String)>,
}

/// A layer that the registry has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLayer {
    /// The digest of the compressed archive (`sha256:…`).
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// The digest of the archive itself (`sha256:…`).
    pub content: String,
    /// What it holds, in words.
    pub holds: String,
}

/// An image without a base image.
#[derive(Clone, Debug)]
pub struct NewImage {
    /// `os/architecture`.
    pub platform: String,
    /// Variables of its containers, `NAME=VALUE` each.
    pub environment: Vec<String>,
    /// What a container runs when nothing else is said.
    pub command: Vec<String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Its only layer.
    pub layer: NewLayer,
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
    /// That of a new image.
    pub(crate) fn new(image: &NewImage) -> Self {
        let (os, architecture) = image.platform.split_once('/').unwrap_or((&image.platform, ""));
        let rest = [("os", os), ("architecture", architecture), ("created", CREATED)];
        Self {
            config: Use {
                environment: image.environment.clone(),
                labels: image.labels.clone(),
                rest: BTreeMap::from([("Cmd".to_owned(), json!(image.command))]),
            },
            rootfs: Contents {
                diff_ids: vec![image.layer.content.clone()],
                rest: BTreeMap::from([("type".to_owned(), json!("layers"))]),
            },
            history: vec![entry(&image.layer.holds)],
            rest: rest.map(|(name, value)| (name.to_owned(), json!(value))).into(),
        }
    }

    /// The digests of the uncompressed layers, the lowest first.
    pub(crate) fn layers(&self) -> &[String] {
        &self.rootfs.diff_ids
    }

    /// Adds a layer above the lowest one.
    pub(crate) fn insert_above_lowest(&mut self, layer: &NewLayer) {
        // Some entries of the history made no layer.
        let makes_layer = |entry: &Value| entry["empty_layer"] != json!(true);
        let is_complete = self.history.iter().filter(|entry| makes_layer(entry)).count() == self.rootfs.diff_ids.len();
        if let Some(lowest) = self.history.iter().position(makes_layer).filter(|_| is_complete) {
            self.history.insert(lowest + 1, entry(&layer.holds));
        }
        let place = self.rootfs.diff_ids.len().min(1);
        self.rootfs.diff_ids.insert(place, layer.content.clone());
    }

    /// All labels.
    pub(crate) fn labels(&self) -> &BTreeMap<String, String> {
        &self.config.labels
    }

    /// Adds what comes on top.
    pub(crate) fn extend(&mut self, extension: &Extension<'_>) {
        for layer in extension.layers {
            self.rootfs.diff_ids.push(layer.content.clone());
            self.history.push(entry(&layer.holds));
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

/// The entry of the history for a layer made here.
fn entry(holds: &str) -> Value {
    json!({ "created": CREATED, "created_by": holds })
}

/// What some engines write as `null` is nothing.
fn or_nothing<'de, T: Default + Deserialize<'de>, D: serde::Deserializer<'de>>(value: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A configuration after something came on top.
    fn extended(configuration: &Value, layers: &[NewLayer]) -> Value {
        let mut configuration: Configuration = serde_json::from_value(configuration.clone()).unwrap();
        let labels = vec![("org.terrarium.hash".into(), "1".into())];
        let programs = (!layers.is_empty()).then_some("/opt/env/bin");
        configuration.extend(&Extension { layers, programs, labels });
        serde_json::to_value(configuration).unwrap()
    }

    fn made() -> NewLayer {
        let (digest, content) = ("sha256:c".to_owned(), "sha256:b".to_owned());
        NewLayer { digest, size: 1, content, holds: "numpy 2.1.0 (pip)".into() }
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
    fn a_layer_comes_above_the_lowest_one() {
        let layer = NewLayer { digest: "sha256:c".into(), size: 1, content: "sha256:b".into(), holds: "tools".into() };
        let mut configuration: Configuration = serde_json::from_value(json!({
            "rootfs": { "diff_ids": ["sha256:a", "sha256:z"] },
            "history": [{ "created_by": "ENV", "empty_layer": true }, { "created_by": "base" }, { "created_by": "RUN" }],
        }))
        .unwrap();
        configuration.insert_above_lowest(&layer);
        assert_eq!(configuration.layers(), ["sha256:a", "sha256:b", "sha256:z"]);
        let history: Vec<&Value> = configuration.history.iter().map(|entry| &entry["created_by"]).collect();
        assert_eq!(history, ["ENV", "base", "tools", "RUN"]);

        let rootfs = json!({ "diff_ids": ["sha256:a"] });
        let mut without_history: Configuration = serde_json::from_value(json!({ "rootfs": rootfs })).unwrap();
        without_history.insert_above_lowest(&layer);
        assert_eq!((without_history.layers().len(), without_history.history.len()), (2, 0));
    }

    #[test]
    fn what_is_no_configuration_is_an_error() {
        for text in ["[]", "{}", r#"{"rootfs": 1}"#, r#"{"rootfs": {}, "config": "text"}"#] {
            assert!(serde_json::from_str::<Configuration>(text).is_err(), "{text}");
        }
    }
}
