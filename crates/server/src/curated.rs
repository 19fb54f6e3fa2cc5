//! The environments that come with the workspace: files in this crate, loaded when it is opened.
//!
//! A version never changes, so a file that changes gets a new `version`; those that were loaded before stay.

use crate::{
    Error, OpenError,
    checked::Checked,
    clock::stamp,
    policy,
    register::{self, Entry},
    store::{environments, versions},
    workspace::Rooms,
};
use api::{EnvironmentType, Register, VersionReference};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Who registers them.
const OWNER: &str = "terrarium";

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../curated/", $name, ".json")))),+]
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
pub async fn load(rooms: &Rooms) -> Result<(), OpenError> {
    for (name, text) in FILES {
        load_one(rooms, name, text).await.map_err(|error| OpenError::Curated(name, error.to_string()))?;
    }
    Ok(())
}

async fn load_one(rooms: &Rooms, name: &str, text: &str) -> Result<(), Error> {
    let curated: Curated = serde_json::from_str(text).map_err(crate::store::corrupt)?;
    let checked = Checked::read(&curated.definition, &rooms.settings)?;
    policy::report_curated(&rooms.settings, name, &checked);
    let mut write = rooms.store.write().await?;
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
    let at = stamp(rooms.settings.clock.now());
    let sequence = head.map_or(0, |head| head.versions) + 1;
    let entry = Entry { reference: &reference, sequence, at: &at, by: OWNER };
    register::insert(&mut write, &entry, &checked, &request, EnvironmentType::Curated).await?;
    write.commit().await?;
    Ok(())
}
