//! The environments that come with the workspace: files of this crate, loaded when it is opened.
//!
//! A version never changes, so a file that changes gets a new `version`; those that were loaded before stay.

use super::register::{NewRegistration, insert};
use crate::{Error, access::Actor, clock::Clock, definitions::DefinitionRules};
use api::{Register, VersionReference};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{EnvironmentType, Store, environments, versions};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../curated/", $name, ".json")))),+]
    };
}

/// The files by the name of their environment.
const FILES: [(&str, &str); 12] = files![
    "minimal",
    "scikit-learn",
    "pytorch",
    "pytorch-cpu",
    "tensorflow",
    "gradient-boosting",
    "hugging-face",
    "pyspark",
    "statistics",
    "data-engineering",
    "notebooks",
    "user-managed",
];

/// A file: what registration asks for. A definition without a base image gets the workspace's default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Curated {
    version: String,
    description: String,
    tags: BTreeMap<String, String>,
    definition: Value,
}

/// Registers every curated version that is not there yet.
///
/// # Errors
/// The name of the environment that could not be loaded, and why.
pub async fn load_curated(
    store: &Store,
    clock: &dyn Clock,
    definitions: &DefinitionRules,
) -> Result<(), (&'static str, Error)> {
    for (name, text) in FILES {
        load_one(store, clock, definitions, name, text).await.map_err(|error| (name, error))?;
    }
    Ok(())
}

async fn load_one(
    store: &Store,
    clock: &dyn Clock,
    definitions: &DefinitionRules,
    name: &str,
    text: &str,
) -> Result<(), Error> {
    let curated: Curated = serde_json::from_str(text).map_err(store::corrupt)?;
    let checked = definitions.read(&curated.definition)?;
    definitions.log_violations(name, &checked);
    let mut write = store.write().await?;
    let head = environments::head(&mut write, name).await?;
    if head.as_ref().is_some_and(|head| head.r#type != "curated") {
        tracing::warn!(name, "somebody registered an environment of this name first; the curated one is left out");
        return Ok(());
    }
    if versions::get(&mut write, name, &curated.version).await?.is_some() {
        return Ok(());
    }
    let request = Register {
        definition: curated.definition,
        version: None,
        digests: None,
        description: curated.description,
        tags: curated.tags,
        build: false,
        anonymous: false,
    };
    let reference = VersionReference { environment: name.to_owned(), version: curated.version };
    let sequence = head.map_or(0, |head| head.versions) + 1;
    let new =
        NewRegistration { reference: &reference, sequence, at: &clock.timestamp(), r#type: EnvironmentType::Curated };
    insert(&mut write, &Actor::server(), &new, &checked, &request).await?;
    write.commit().await?;
    Ok(())
}
