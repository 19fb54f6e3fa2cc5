//! Archives from elsewhere, read with suspicion, and written anew: sorted, one owner, one time.

mod plain;
mod read;
mod write;

use super::io_error;
use crate::Error;
use api::code;
use definition::{
    ImportError, MAXIMUM_BYTES,
    context::{ContextFile, Ignored, MOST_FILES, Selection, context_path, ignore_files, select},
};
use read::Found;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

/// The archive as it came, in the folder of an upload.
pub const RECEIVED: &str = "received";
/// The archive as it stays.
pub const PACKED: &str = "packed";
/// How many entries are looked at, ignored ones among them.
const MOST_ENTRIES: usize = 10 * MOST_FILES;

/// What an archive held.
pub struct Packed {
    /// The files, and what was ignored.
    pub selection: Selection,
    /// The text of the Dockerfile.
    pub dockerfile: Option<String>,
}

/// Packs what was received in this folder, when its files are not larger than `limit` together, in bytes. Without
/// the path of a Dockerfile, a file of that name is one like the others; unless `ignoring`, so is `.dockerignore`.
pub fn pack(folder: &Path, dockerfile: &str, ignoring: bool, limit: u64) -> Result<Packed, Error> {
    let dockerfile = match dockerfile {
        "" => String::new(),
        path => context_path(path).map_err(|error| refused(error).field("dockerfile"))?,
    };
    let mut archive = plain::plain(folder, limit)?;
    let found = read::find(&mut archive)?;
    let text = |path: &str, archive: &mut File| found.files.get(path).map(|entry| text(archive, entry)).transpose();
    let written = text(&dockerfile, &mut archive)?;
    let mut ignored = Ignored::default();
    for path in ignore_files(&dockerfile).into_iter().filter(|_| ignoring) {
        if let Some(lines) = text(&path, &mut archive)? {
            let place = |error: ImportError| {
                let line = error.line.map(|line| format!("{path}:{line}"));
                refused(error).field(line.unwrap_or_else(|| path.clone()))
            };
            ignored = Ignored::read(&lines).map_err(place)?;
            break;
        }
    }
    let Found { files, others } = &found;
    if let Some((path, what)) = others.iter().find(|(path, _)| !ignored.holds(path)) {
        let message = format!("`{path}` is {what}; a build context holds files and folders");
        return Err(Error::refuse(code::INVALID_CONTEXT, message)
            .help("Put the file in its place, or keep it out with a .dockerignore"));
    }
    let files = files.values().map(|(file, _)| file.clone()).collect();
    let selection = select(files, &dockerfile, &ignored).map_err(refused)?;
    if selection.files.iter().map(|file| file.size).sum::<u64>() > limit {
        return Err(too_large(limit));
    }
    let chosen = selection.files.iter().filter_map(|file| found.files.get(&file.path));
    write::write(&mut archive, &folder.join(PACKED), chosen).map_err(|error| io_error(&error))?;
    Ok(Packed { selection, dockerfile: written })
}

/// What an archive may have in size when its files may have `limit`: as much again for ignored files, and some for headers.
pub fn with_the_rest(limit: u64) -> u64 {
    limit.saturating_mul(2).saturating_add(16 << 20)
}

/// More than the workspace takes.
pub fn too_large(limit: u64) -> Error {
    let message = format!("the build context is larger than {} MiB; nothing was kept", limit.div_ceil(1 << 20));
    Error::refuse(code::TOO_LARGE, message).help("Keep data out of it with a .dockerignore; a build can download it")
}

fn refused(error: ImportError) -> Error {
    Error::refuse(code::INVALID_CONTEXT, error.message).help(error.help)
}

/// The text of a file of the archive.
fn text(archive: &mut File, (file, at): &(ContextFile, u64)) -> Result<String, Error> {
    let refuse = |why: &str| {
        Err(Error::refuse(code::INVALID_CONTEXT, format!("`{}` {why}", file.path)).help("It has to be a short text"))
    };
    if file.size > MAXIMUM_BYTES as u64 {
        return refuse("is larger than 1 MiB");
    }
    let mut bytes = Vec::new();
    archive.seek(SeekFrom::Start(*at)).map_err(|error| io_error(&error))?;
    archive.take(file.size).read_to_end(&mut bytes).map_err(|error| io_error(&error))?;
    String::from_utf8(bytes).or_else(|_| refuse("is not UTF-8"))
}
