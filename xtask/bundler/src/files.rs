//! Folders and what is in them.

use crate::Error;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// All files under a folder, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() {
            found.extend(list(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Makes an empty folder of this path, whatever was in it. A folder that exists stays: the server may be compiled at the
/// same time, which needs `dist/`.
///
/// # Errors
/// When what was there cannot be removed, or the folder cannot be made.
pub fn empty(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::file(folder))?;
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(Error::file(&path))?;
    }
    Ok(())
}

/// Copies a folder with everything in it.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    for file in list(from)? {
        let copied = to.join(file.strip_prefix(from).unwrap_or(&file));
        let parent = copied.parent().unwrap_or(to);
        fs::create_dir_all(parent).map_err(Error::file(parent))?;
        fs::copy(&file, &copied).map_err(Error::file(&copied))?;
    }
    Ok(())
}
