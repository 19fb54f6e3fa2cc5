//! The caches of uv and of byte code, kept within a size.
//!
//! Byte code is files of ours, which are marked when they are used. What uv keeps is its own affair: it is asked to forget
//! packages, and which were used when is noted here.

use super::kept::{size, trim, use_now};
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

/// The part of the caches that byte code may take: made again it costs seconds, packages cost downloads.
const BYTE_CODE: u64 = 10;

/// Notes that packages were used now. `cache` is shared by all builds of a workspace.
///
/// # Errors
/// When that cannot be written.
pub fn used(cache: &Path, lock: &[Locked]) -> io::Result<()> {
    let notes = notes(cache);
    fs::create_dir_all(&notes)?;
    for package in lock.iter().filter(|package| package.source == PackageManager::Pip && package.url.is_some()) {
        let note = notes.join(normalised(&package.name));
        File::create(&note)?;
        use_now(&note);
    }
    Ok(())
}

/// Removes what was used longest ago, until both caches together have at most so many bytes; returns how many they have.
/// No build may use them meanwhile.
///
/// # Errors
/// When they cannot be read or changed, or uv fails.
pub async fn trim_caches(cache: &Path, most: u64) -> Result<u64, BuildError> {
    let byte_code = cache.join("bytecode");
    let byte_code = blocking(move || trim(&byte_code, most / BYTE_CODE)).await?;
    Ok(byte_code + trim_uv(cache, most.saturating_sub(byte_code)).await?)
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
