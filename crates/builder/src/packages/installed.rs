//! What the step left: one folder for every installed package, and the lock of uv.

use super::folders::Folders;
use super::pylock::{Package, Pylock};
use super::refused;
use crate::{BuildError, Locked, PackageManager};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// No lock is larger: 16 MiB hold some 50000 packages.
const LONGEST: u64 = 16 << 20;

/// Every package that has its files in the environment.
pub fn read(folders: &Folders) -> Result<Vec<Locked>, BuildError> {
    if !folders.written("complete").is_file() {
        return Err(unclear("the step did not come to its end"));
    }
    let lock = text(&folders.written("pylock.toml"))?.unwrap_or_default();
    let lock: Pylock = toml::from_str(&lock).map_err(|error| unclear(error.message()))?;
    let resolved: BTreeMap<&str, &Package> =
        lock.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let installed = folders.written("installed");
    if !installed.is_dir() {
        return Ok(Vec::new());
    }
    fs::read_dir(installed)?.map(|entry| package(&entry?.path(), &resolved)).collect()
}

fn package(folder: &Path, resolved: &BTreeMap<&str, &Package>) -> Result<Locked, BuildError> {
    let label = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let parts = label.strip_suffix(".dist-info").and_then(|stem| stem.rsplit_once('-'));
    let (name, version) = parts.ok_or_else(|| unclear(&format!("`{label}` names no package and version")))?;
    let plain = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+!".contains(letter));
    if !plain(name) || !plain(version) || name.is_empty() || version.is_empty() {
        return Err(unclear(&format!("`{label}` names no package and version")));
    }
    let name = normalised(name);
    let by_uv = text(&folder.join("INSTALLER"))?.is_some_and(|installer| installer.trim() == "uv");
    let known = resolved.get(name.as_str()).filter(|_| by_uv);
    let tags = if folder.join("uv_build.json").is_file() {
        None
    } else {
        Some(tags(&text(&folder.join("WHEEL"))?.unwrap_or_default()))
    };
    let origin = known.map(|package| package.origin(tags.as_ref())).unwrap_or_default();
    let version = known.and_then(|package| package.version.clone()).unwrap_or_else(|| version.to_owned());
    let (sha256, url) = (origin.sha256, origin.url);
    Ok(Locked { name, version, source: PackageManager::Pip, build: None, sha256, url })
}

/// Lower case, runs of `-`, `_` and `.` become `-`.
fn normalised(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
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
