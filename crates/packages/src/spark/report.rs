//! What Ivy says that it resolved.

use super::RETRIEVED;
use crate::address::{hexadecimal, public};
use crate::error::{PackageError, refused};
use crate::folders::Folders;
use crate::lock::{Locked, PackageManager};
use outputs::OutputFolder;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use url::Url;

/// The maximum size of the report, in bytes.
const MAX_REPORT_BYTES: u64 = 64 << 20;
/// How many bytes are read at once.
const CHUNK_BYTES: usize = 64 * 1024;

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
/// [`PackageError::Refused`] when the report of Ivy cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, PackageError> {
    let outputs = Folders::new(work).outputs()?;
    let text = outputs.read_text(Path::new("ivy/org.terrarium-spark-default.xml"), MAX_REPORT_BYTES)?;
    let retrieved = outputs.folder(Path::new(RETRIEVED))?;
    let report: Report = quick_xml::de::from_str(&text)
        .map_err(|error| refused(format!("the report on the Spark packages cannot be read: {error}")))?;
    let mut locked = Vec::new();
    for module in report.dependencies.modules {
        for revision in &module.revisions {
            for artifact in revision.artifacts.artifacts.iter().filter(|artifact| artifact.status != "failed") {
                locked.push(package(&module, revision, artifact, &retrieved)?);
            }
        }
    }
    Ok(locked)
}

fn package(
    module: &Module,
    revision: &Revision,
    artifact: &Artifact,
    retrieved: &OutputFolder,
) -> Result<Locked, PackageError> {
    let Artifact { name, extension, .. } = artifact;
    let url = artifact.origin.as_ref().and_then(|origin| Url::parse(&origin.location).ok());
    // The last part of the address has the classifier, where there is one.
    let last = url.as_ref().and_then(|url| url.path_segments()?.next_back().map(str::to_owned));
    let names = last.into_iter().chain([format!("{name}-{}.{extension}", revision.name)]);
    let files = names.map(|name| format!("{}_{name}", module.organisation)).filter(|file| !file.contains('/'));
    let file = files.map(PathBuf::from).find(|file| retrieved.has_file(file));
    let sha256 = file.map(|file| digest(retrieved.file(&file)?)).transpose()?;
    Ok(Locked {
        name: format!("{}:{}", module.organisation, module.name),
        version: revision.name.clone(),
        source: PackageManager::Maven,
        build: None,
        sha256,
        url: url.map(|url| public(&url).into()),
    })
}

/// The SHA-256 of a file.
fn digest(file: File) -> io::Result<String> {
    let (mut file, mut hasher, mut chunk) = (BufReader::new(file), Sha256::new(), vec![0; CHUNK_BYTES]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            length => hasher.update(&chunk[..length]),
        }
    }
}
