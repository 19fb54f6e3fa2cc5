//! What Ivy says that it resolved.

use super::RETRIEVED;
use crate::packages::{address::public, folders::Folders, hexadecimal, refused};
use crate::{BuildError, Locked, PackageManager};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use url::Url;

/// What Ivy resolved.
#[derive(Deserialize)]
struct Report {
    dependencies: Modules,
}

#[derive(Deserialize)]
struct Modules {
    #[serde(default, rename = "module")]
    modules: Vec<Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(rename = "@organisation")]
    organisation: String,
    #[serde(rename = "@name")]
    name: String,
    #[serde(default, rename = "revision")]
    revisions: Vec<Revision>,
}

#[derive(Deserialize)]
struct Revision {
    #[serde(rename = "@name")]
    name: String,
    #[serde(default)]
    artifacts: Artifacts,
}

#[derive(Default, Deserialize)]
struct Artifacts {
    #[serde(default, rename = "artifact")]
    artifacts: Vec<Artifact>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@ext")]
    extension: String,
    #[serde(rename = "@status")]
    status: String,
    #[serde(rename = "origin-location")]
    origin: Option<Origin>,
}

#[derive(Deserialize)]
struct Origin {
    #[serde(rename = "@location")]
    location: String,
}

/// The packages that were resolved, with the digests of their files, after the recipe of the same `work` was carried out.
///
/// # Errors
/// [`BuildError::Step`] when the report of Ivy cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, BuildError> {
    let folders = Folders::of(work);
    let text = fs::read_to_string(folders.written("ivy/org.terrarium-spark-default.xml"))?;
    let report: Report = quick_xml::de::from_str(&text)
        .map_err(|error| refused(format!("the report on the Spark packages cannot be read: {error}")))?;
    let mut locked = Vec::new();
    for module in report.dependencies.modules {
        for revision in &module.revisions {
            for artifact in revision.artifacts.artifacts.iter().filter(|artifact| artifact.status != "failed") {
                locked.push(package(&module, revision, artifact, &folders.written(RETRIEVED))?);
            }
        }
    }
    Ok(locked)
}

fn package(module: &Module, revision: &Revision, artifact: &Artifact, retrieved: &Path) -> Result<Locked, BuildError> {
    let Artifact { name, extension, .. } = artifact;
    let url = artifact.origin.as_ref().and_then(|origin| Url::parse(&origin.location).ok());
    // The last part of the address has the classifier, where there is one.
    let last = url.as_ref().and_then(|url| url.path_segments()?.next_back().map(str::to_owned));
    let names = last.into_iter().chain([format!("{name}-{}.{extension}", revision.name)]);
    let files = names.map(|name| format!("{}_{name}", module.organisation)).filter(|file| !file.contains('/'));
    let file = files.map(|file| retrieved.join(file)).find(|file| file.is_file());
    let bytes = file.map(fs::read).transpose()?;
    Ok(Locked {
        name: format!("{}:{}", module.organisation, module.name),
        version: revision.name.clone(),
        source: PackageManager::Maven,
        build: None,
        sha256: bytes.map(|bytes| hexadecimal(&Sha256::digest(bytes))),
        url: url.map(|url| public(&url).into()),
    })
}
