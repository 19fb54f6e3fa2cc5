//! The caches of packages and byte code, kept within a size.
//!
//! Byte code is files of ours, which are marked when they are used; conda packages and those of Spark are folders, which
//! are marked as well. What uv keeps is its own affair: it is asked to forget packages, and which were used when is noted
//! here.

use super::PYTHONS;
use super::kept::{size, trim, trim_folders, use_now};
use super::requirements::normalised;
use super::uv;
use crate::{BuildError, Locked, PackageManager};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;
use tokio::process::Command;
use tokio::task::spawn_blocking;

/// The part of the caches that byte code may take, and that what channels offered may: both cost seconds, packages cost
/// more.
const SMALL: u64 = 10;
/// The part that conda packages and those of Spark may take together; the others have what is left.
const FOLDERS: u64 = 2;

/// Notes that packages were used now. `cache` is shared by all builds of a workspace.
///
/// # Errors
/// When that cannot be written.
pub fn used(cache: &Path, lock: &[Locked]) -> io::Result<()> {
    let notes = notes(cache);
    fs::create_dir_all(&notes)?;
    for package in lock {
        let Locked { name, version, build, .. } = package;
        match package.source {
            PackageManager::Pip if package.url.is_some() => {
                let note = notes.join(normalised(name));
                File::create(&note)?;
                use_now(&note);
            }
            // A Python of uv is marked when it is put into an environment.
            PackageManager::Pip | PackageManager::Uv => {}
            PackageManager::Conda => {
                let build = build.as_deref().unwrap_or_default();
                use_now(&conda_packages(cache).join(format!("{name}-{version}-{build}")));
            }
            PackageManager::Maven => use_now(&spark_packages(cache).join(name.replace(':', "/"))),
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
pub async fn trim_caches(cache: &Path, most: u64) -> Result<u64, BuildError> {
    let [byte_code, channels] = ["bytecode", "conda/channels"].map(|name| cache.join(name));
    let folders = [(conda_packages(cache), 1), (spark_packages(cache), 2), (cache.join(PYTHONS), 1)];
    let trimming = move || {
        let small = trim(&byte_code, most / SMALL)? + trim(&channels, most / SMALL)?;
        Ok(small + trim_folders(&folders, most / FOLDERS)?)
    };
    let taken = blocking(trimming).await?;
    Ok(taken + trim_uv(cache, most.saturating_sub(taken)).await?)
}

async fn trim_uv(cache: &Path, most: u64) -> Result<u64, BuildError> {
    let folder = cache.join("uv");
    loop {
        let measured = folder.clone();
        let taken = blocking(move || size(&measured)).await?;
        if taken <= most {
            return Ok(taken);
        }
        let noted = oldest(&notes(cache))?;
        // Half of them, since only uv knows how much each takes; all that is left when nothing is noted.
        let going = &noted[..noted.len().div_ceil(2)];
        forget(&folder, going).await?;
        for name in going {
            fs::remove_file(notes(cache).join(name))?;
        }
        if going.is_empty() {
            return Ok(blocking(move || size(&folder)).await?);
        }
    }
}

/// Has uv forget these packages, or everything.
async fn forget(folder: &Path, names: &[String]) -> Result<(), BuildError> {
    let (events, _) = tokio::sync::mpsc::channel(1);
    let mut command = Command::new(uv::folder(&events).await?.join("uv"));
    uv::without_settings(&mut command);
    command.args(["--no-config", "--quiet", "--cache-dir"]).arg(folder).args(["cache", "clean"]).args(names);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("uv does not clean its cache: {}", words.trim())).into())
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
