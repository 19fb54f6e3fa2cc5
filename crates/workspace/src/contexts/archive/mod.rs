//! Archives from elsewhere, read with suspicion, and written anew: sorted, one owner, one time.

mod limits;
mod plain;
mod read;
mod write;

use super::io_error;
use crate::{Error, disk::WatchedWrite};
use api::code;
use definition::{
    ImportError, MAXIMUM_BYTES,
    context::{ContextFile, Ignored, Selection, context_path, ignore_files, select},
};
use limits::refused;
pub use limits::{PACKED, RECEIVED, too_large, with_the_rest};
use read::Found;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

/// What an archive held.
pub struct Packed {
    /// The files, and what was ignored.
    pub selection: Selection,
    /// The text of the Dockerfile.
    pub dockerfile: Option<String>,
}

/// Packs what was received in this folder, when its files are not larger than `limit` together, in bytes. Without
/// the path of a Dockerfile, a file of that name is one like the others; unless `ignoring`, so is `.dockerignore`.
pub fn pack(
    folder: &Path,
    dockerfile: &str,
    ignoring: bool,
    limit: u64,
    mut watched: WatchedWrite,
) -> Result<Packed, Error> {
    let dockerfile = match dockerfile {
        "" => String::new(),
        path => context_path(path).map_err(|error| refused(error).field("dockerfile"))?,
    };
    let mut archive = plain::plain(folder, limit, &mut watched)?;
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
    let size = selection.files.iter().map(|file| file.size).sum::<u64>();
    if size > limit {
        return Err(too_large(limit));
    }
    watched.before_blocking_copy(size)?;
    let chosen = selection.files.iter().filter_map(|file| found.files.get(&file.path));
    write::write(&mut archive, &folder.join(PACKED), chosen).map_err(|error| io_error(&error))?;
    Ok(Packed { selection, dockerfile: written })
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
