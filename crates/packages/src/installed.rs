//! What the step left: one folder for every installed package, and the lock of uv.

use crate::error::{PackageError, refused};
use crate::folders::Folders;
use crate::lock::{Locked, PackageManager};
use crate::pip::{Origin, Package, Pylock, normalised};
use outputs::OutputFolder;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// The maximum size of a file, in bytes: 16 MiB hold the lock of some 50,000 packages.
const MAX_FILE_BYTES: u64 = 16 << 20;

/// Every package that has its files in the environment. In a conda environment, what uv did not install is conda's, and
/// what uv replaced no longer is.
pub fn read(folders: &Folders) -> Result<Vec<Locked>, PackageError> {
    let outputs = folders.outputs()?;
    if !outputs.has_file(Path::new("complete")) {
        return Err(unclear("the step did not finish"));
    }
    let found = found(&outputs)?;
    let python: Option<Locked> = json(&folders.input("python.json"))?;
    let Some(conda): Option<Vec<Locked>> = json(&folders.input("conda.json"))? else {
        return Ok(python.into_iter().chain(found.into_iter().map(|found| found.package)).collect());
    };
    let by_uv = found.into_iter().filter(|found| found.by_uv).map(|found| found.package);
    let by_uv: BTreeMap<String, Locked> = by_uv.map(|package| (package.name.clone(), package)).collect();
    let conda = conda.into_iter().filter(|package| !by_uv.contains_key(&normalised(&package.name)));
    Ok(conda.chain(by_uv.values().cloned()).collect())
}

/// What this machine left for the lock, none when it left nothing.
fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, PackageError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    serde_json::from_str(&text).map(Some).map_err(|error| unclear(&error.to_string()))
}

/// A package that Python sees.
struct Found {
    by_uv: bool,
    package: Locked,
}

fn found(outputs: &OutputFolder) -> Result<Vec<Found>, PackageError> {
    let lock = text(outputs, "pylock.toml")?.unwrap_or_default();
    let lock: Pylock = toml::from_str(&lock).map_err(|error| unclear(error.message()))?;
    let resolved: BTreeMap<&str, &Package> =
        lock.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    if !outputs.has_entry(Path::new("installed")) {
        return Ok(Vec::new());
    }
    let installed = outputs.folder(Path::new("installed"))?;
    let read = |label: OsString| {
        let folder = installed.folder(Path::new(&label))?;
        read_one(&label.to_string_lossy(), &folder, &resolved)
    };
    installed.folder_names()?.into_iter().map(read).collect()
}

fn read_one(label: &str, folder: &OutputFolder, resolved: &BTreeMap<&str, &Package>) -> Result<Found, PackageError> {
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+!".contains(letter))
    };
    let parts = label.strip_suffix(".dist-info").and_then(|stem| stem.rsplit_once('-'));
    let parts = parts.filter(|(name, version)| plain(name) && plain(version));
    let (name, version) = parts.ok_or_else(|| unclear(&format!("`{label}` names no package and version")))?;
    let name = normalised(name);
    let by_uv = text(folder, "INSTALLER")?.is_some_and(|installer| installer.trim() == "uv");
    let known = resolved.get(name.as_str()).filter(|_| by_uv);
    let wheel = if folder.has_file(Path::new("uv_build.json")) { None } else { text(folder, "WHEEL")? };
    let Origin { sha256, url } =
        known.map(|package| package.origin(wheel.as_deref().map(tags).as_ref())).unwrap_or_default();
    let version = known.and_then(|package| package.version.clone()).unwrap_or_else(|| version.to_owned());
    Ok(Found { by_uv, package: Locked { name, version, source: PackageManager::Pip, build: None, sha256, url } })
}

fn tags(wheel: &str) -> BTreeSet<String> {
    wheel.lines().filter_map(|line| Some(line.strip_prefix("Tag:")?.trim().to_owned())).collect()
}

/// The text of a file that the step left, if it left it.
fn text(folder: &OutputFolder, name: &str) -> Result<Option<String>, PackageError> {
    let bytes = folder.read(Path::new(name), MAX_FILE_BYTES).map_err(|error| unclear(&error.to_string()))?;
    bytes.map(|bytes| String::from_utf8(bytes).map_err(|_| unclear("it is not UTF-8"))).transpose()
}

fn unclear(reason: &str) -> PackageError {
    refused(format!("the lock of the installed packages cannot be read: {reason}"))
}
