//! What the step left: one folder for every installed package, and the lock of uv.

use super::folders::Folders;
use super::pylock::{Origin, Package, Pylock};
use super::refused;
use super::requirements::normalised;
use crate::{BuildError, Locked, PackageManager};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// No lock is larger: 16 MiB hold some 50000 packages.
const LONGEST: u64 = 16 << 20;

/// Every package that has its files in the environment. In a conda environment, what uv did not install is conda's, and
/// what uv replaced no longer is.
pub fn read(folders: &Folders) -> Result<Vec<Locked>, BuildError> {
    if !folders.written("complete").is_file() {
        return Err(unclear("the step did not come to its end"));
    }
    let found = found(folders)?;
    let python: Option<Locked> = json(&folders.given("python.json"))?;
    let Some(conda): Option<Vec<Locked>> = json(&folders.given("conda.json"))? else {
        return Ok(python.into_iter().chain(found.into_iter().map(|found| found.package)).collect());
    };
    let by_uv = found.into_iter().filter(|found| found.by_uv).map(|found| found.package);
    let by_uv: BTreeMap<String, Locked> = by_uv.map(|package| (package.name.clone(), package)).collect();
    let conda = conda.into_iter().filter(|package| !by_uv.contains_key(&normalised(&package.name)));
    Ok(conda.chain(by_uv.values().cloned()).collect())
}

/// What this machine left for the lock, none when it left nothing.
fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, BuildError> {
    let read = |text: String| serde_json::from_str(&text).map_err(|error| unclear(&error.to_string()));
    text(path)?.map(read).transpose()
}

/// A package that Python sees.
struct Found {
    by_uv: bool,
    package: Locked,
}

fn found(folders: &Folders) -> Result<Vec<Found>, BuildError> {
    let lock = text(&folders.written("pylock.toml"))?.unwrap_or_default();
    let lock: Pylock = toml::from_str(&lock).map_err(|error| unclear(error.message()))?;
    let resolved: BTreeMap<&str, &Package> =
        lock.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    match fs::read_dir(folders.written("installed")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.map(|entry| read_one(&entry?.path(), &resolved)).collect(),
    }
}

fn read_one(folder: &Path, resolved: &BTreeMap<&str, &Package>) -> Result<Found, BuildError> {
    let label = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+!".contains(letter))
    };
    let parts = label.strip_suffix(".dist-info").and_then(|stem| stem.rsplit_once('-'));
    let parts = parts.filter(|(name, version)| plain(name) && plain(version));
    let (name, version) = parts.ok_or_else(|| unclear(&format!("`{label}` names no package and version")))?;
    let name = normalised(name);
    let by_uv = text(&folder.join("INSTALLER"))?.is_some_and(|installer| installer.trim() == "uv");
    let known = resolved.get(name.as_str()).filter(|_| by_uv);
    let wheel = if folder.join("uv_build.json").is_file() { None } else { text(&folder.join("WHEEL"))? };
    let Origin { sha256, url } =
        known.map(|package| package.origin(wheel.as_deref().map(tags).as_ref())).unwrap_or_default();
    let version = known.and_then(|package| package.version.clone()).unwrap_or_else(|| version.to_owned());
    Ok(Found { by_uv, package: Locked { name, version, source: PackageManager::Pip, build: None, sha256, url } })
}

fn tags(wheel: &str) -> BTreeSet<String> {
    wheel.lines().filter_map(|line| Some(line.strip_prefix("Tag:")?.trim().to_owned())).collect()
}

/// The text of a file of the step, none when it left none.
fn text(path: &Path) -> Result<Option<String>, BuildError> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(unclear("it is longer than 16 MiB"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| unclear("it is not UTF-8"))
}

fn unclear(reason: &str) -> BuildError {
    refused(format!("the lock of the installed packages cannot be read: {reason}"))
}
