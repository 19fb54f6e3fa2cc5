//! Disk space: how much a run needs, and the removal of what its sections leave behind.

use crate::{Error, run};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

const GB: u64 = 1_000_000_000;
/// The estimated size of the target folder after a full run.
const TARGET_SIZE: u64 = 12 * GB;
/// The estimated maximum of images, registries and browser profiles while sections run.
const SECTIONS_SIZE: u64 = 8 * GB;
/// The name of temporary folders of sections, before the process id of the run.
const TEMPORARY: &str = "terrarium-test-";

/// The free bytes on the disk of a folder.
fn free(folder: &Path) -> Result<u64, Error> {
    let disk = rustix::fs::statvfs(folder).map_err(|error| Error::file(folder)(error.into()))?;
    Ok(disk.f_bavail * disk.f_frsize)
}

/// Prints how much disk is free and how much this run needs.
///
/// # Errors
/// When it is clearly too little.
pub fn check(has_tests: bool) -> Result<(), Error> {
    let target = target();
    let existing = target.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let free = free(existing)?;
    let compilation = TARGET_SIZE.saturating_sub(size(&target));
    let needed = compilation + if has_tests { SECTIONS_SIZE } else { 0 };
    println!("{} GB of disk are free at {}; this run needs about {} GB", free / GB, existing.display(), needed / GB);
    // An estimate with a margin: a run that might just fit is not refused.
    if free >= needed / 2 {
        return Ok(());
    }
    Err(Error::Missing(format!(
        "not enough disk space: free some, run `cargo clean` in other checkouts, or put the target folder on another disk \
         with CARGO_TARGET_DIR. {} GB are free, about {} GB are needed",
        free / GB,
        needed / GB
    )))
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    run::repository().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The folder for the temporary files of a section. Its path is short: sockets in it may have at most 107 characters.
pub fn temporary_folder(section: &str) -> PathBuf {
    env::temp_dir().join(format!("{TEMPORARY}{}", std::process::id())).join(section)
}

/// Removes the temporary folders of runs that have ended, which keep those of sections that failed.
pub fn remove_old_folders() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)) else { continue };
        if !Path::new("/proc").join(process).exists() {
            remove(&entry.path());
        }
    }
}

/// Removes a folder, unless something is still mounted in it: removing its files would remove those of the mounted disk.
pub fn remove(folder: &Path) {
    if !folder.exists() {
        return;
    }
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let prefix = format!(" {}/", folder.display());
    if mounts.lines().any(|mount| mount.contains(&prefix)) {
        println!("{} is kept: something is mounted in it", folder.display());
    } else if let Err(error) = fs::remove_dir_all(folder) {
        println!("could not remove {}: {error}", folder.display());
    }
}

/// The size of all files in a folder, in bytes.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size_of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(data) if data.is_dir() => size(&entry.path()),
        Ok(data) => data.len(),
        // Removed meanwhile.
        Err(_) => 0,
    };
    entries.map(size_of).sum()
}

#[cfg(test)]
mod tests {
    use super::{remove, size};
    use std::fs;

    #[test]
    fn folders_are_measured_and_removed_as_a_whole() {
        let folder = super::temporary_folder("unit-test");
        fs::create_dir_all(folder.join("inner")).expect("create");
        fs::write(folder.join("inner/file"), [0; 100]).expect("write");
        fs::write(folder.join("file"), [0; 20]).expect("write");
        assert_eq!(size(&folder), 120);
        remove(&folder);
        assert!(!folder.exists());
    }
}
