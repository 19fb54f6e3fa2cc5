//! The caches of packages and byte code, limited in size.
//!
//! Files of byte code and folders of conda and Spark packages are touched when they are used. The cache of uv is managed by
//! uv: it is asked to remove packages, and when each was used is recorded here.

mod least_recent;

pub(crate) use least_recent::{touch, trim};

use crate::{
    error::PackageError,
    folders::PYTHONS,
    lock::{Locked, PackageManager},
    log,
    pip::{normalised, uv},
};
use least_recent::{size, trim_folders};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;
use tokio::process::Command;
use tokio::task::spawn_blocking;

/// Byte code and the records of channels may each take one part in this many: both cost seconds to make again, packages
/// cost more.
const SMALL_CACHE_SHARE: u64 = 10;
/// The packages of conda and Spark may take one part in this many together. The others may take the rest.
const FOLDER_CACHE_SHARE: u64 = 2;

/// Notes that packages were used now. `cache` is shared by all builds of a workspace.
///
/// # Errors
/// When that cannot be written.
pub fn mark_used(cache: &Path, lock: &[Locked]) -> io::Result<()> {
    let notes = notes(cache);
    fs::create_dir_all(&notes)?;
    for package in lock {
        let Locked { name, version, build, .. } = package;
        match package.source {
            PackageManager::Pip if package.url.is_some() => {
                let note = notes.join(normalised(name));
                File::create(&note)?;
                touch(&note);
            }
            // A Python of uv is marked when it is put into an environment.
            PackageManager::Pip | PackageManager::Uv => {}
            PackageManager::Conda => {
                let build = build.as_deref().unwrap_or_default();
                touch(&conda_packages(cache).join(format!("{name}-{version}-{build}")));
            }
            PackageManager::Maven => touch(&spark_packages(cache).join(name.replace(':', "/"))),
        }
    }
    Ok(())
}

/// A folder a package.
fn conda_packages(cache: &Path) -> PathBuf {
    cache.join("conda/packages")
}

/// A folder a group, and in it one a package.
fn spark_packages(cache: &Path) -> PathBuf {
    cache.join("ivy/ivy")
}

/// Removes what was used longest ago, until all caches together have at most so many bytes; returns how many they have.
/// No build may use them meanwhile.
///
/// # Errors
/// When they cannot be read or changed, or uv fails.
pub async fn trim_caches(cache: &Path, max_bytes: u64) -> Result<u64, PackageError> {
    let [byte_code, channels] = ["bytecode", "conda/channels"].map(|name| cache.join(name));
    let folders = [(conda_packages(cache), 1), (spark_packages(cache), 2), (cache.join(PYTHONS), 1)];
    let trimming = move || {
        let small = trim(&byte_code, max_bytes / SMALL_CACHE_SHARE)? + trim(&channels, max_bytes / SMALL_CACHE_SHARE)?;
        Ok(small + trim_folders(&folders, max_bytes / FOLDER_CACHE_SHARE)?)
    };
    let taken = blocking(trimming).await?;
    Ok(taken + trim_uv(cache, max_bytes.saturating_sub(taken)).await?)
}

async fn trim_uv(cache: &Path, max_bytes: u64) -> Result<u64, PackageError> {
    let folder = cache.join("uv");
    loop {
        let measured = folder.clone();
        let taken = blocking(move || size(&measured)).await?;
        if taken <= max_bytes {
            return Ok(taken);
        }
        let noted = oldest(&notes(cache))?;
        // Half of them, since only uv knows how much each takes; all that is left when nothing is noted.
        let going = &noted[..noted.len().div_ceil(2)];
        remove_from_uv(&folder, going).await?;
        for name in going {
            fs::remove_file(notes(cache).join(name))?;
        }
        if going.is_empty() {
            return Ok(blocking(move || size(&folder)).await?);
        }
    }
}

/// Has uv forget these packages, or everything.
async fn remove_from_uv(folder: &Path, names: &[String]) -> Result<(), PackageError> {
    let mut command = Command::new(uv::folder(&log::discard()).await?.join("uv"));
    uv::without_settings(&mut command);
    command.args(["--no-config", "--quiet", "--cache-dir"]).arg(folder).args(["cache", "clean"]).args(names);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("uv could not clean its cache: {}", words.trim())).into())
}

/// The packages that are noted, the one that was used longest ago first.
fn oldest(notes: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(notes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::<(SystemTime, String)>::new();
    for entry in entries {
        let entry = entry?;
        found.push((entry.metadata()?.modified()?, entry.file_name().to_string_lossy().into_owned()));
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

fn notes(cache: &Path) -> PathBuf {
    cache.join("used")
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
