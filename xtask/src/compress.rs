//! Every text file of the console once more as brotli, so that the server never compresses.

use crate::Error;
use std::{
    fs,
    path::{Path, PathBuf},
};

const QUALITY: i32 = 11;
/// The largest window that every browser takes.
const WINDOW: i32 = 22;

/// Writes `FILE.br` beside every file under the folder that gets smaller by it, beside `index.html` last.
///
/// # Errors
/// When a file cannot be read or written.
pub fn compress(folder: &Path) -> Result<(), Error> {
    let mut files = files(folder)?;
    files.sort_by_key(|file| file.ends_with("index.html"));
    for file in files {
        if !file.extension().and_then(|end| end.to_str()).is_some_and(shrinks) {
            continue;
        }
        let text = fs::read(&file).map_err(Error::file(&file))?;
        let mut compressed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW, ..Default::default() };
        brotli::BrotliCompress(&mut text.as_slice(), &mut compressed, &parameters).map_err(Error::file(&file))?;
        let beside = with_br(&file);
        fs::write(&beside, compressed).map_err(Error::file(&beside))?;
    }
    Ok(())
}

/// All files under a folder, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The compressed file beside a file.
pub fn with_br(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

fn shrinks(end: &str) -> bool {
    matches!(end, "html" | "js" | "css" | "wasm" | "svg" | "json" | "txt" | "webmanifest")
}
