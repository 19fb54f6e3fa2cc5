//! What is in an archive from elsewhere.

use super::limits::{MAX_ENTRIES, refused};
use crate::{Error, contexts::io_error};
use api::code;
use definition::{
    Digest,
    context::{ContextFile, context_path},
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read, Seek},
};
use tar::{Archive, EntryType};

/// The largest header that holds a long name, in bytes.
const LARGEST_HEADER: u64 = 64 << 10;

/// What was found in an archive.
#[derive(Default)]
pub struct Found {
    /// Every file by its path, and where its content begins in the archive.
    pub files: BTreeMap<String, (ContextFile, u64)>,
    /// What is neither file nor folder: its path, and what it is.
    pub others: Vec<(String, &'static str)>,
}

impl Found {
    fn add(&mut self, file: ContextFile, at: u64) -> Result<(), Error> {
        match self.files.insert(file.path.clone(), (file, at)) {
            None => Ok(()),
            Some((file, _)) => {
                let message = format!("the file `{}` is in the archive twice", file.path);
                Err(Error::refuse(code::INVALID_CONTEXT, message).help("Make the archive anew"))
            }
        }
    }
}

/// Reads every entry of an archive, from its beginning.
pub fn find(archive: &mut File) -> Result<Found, Error> {
    look_over(archive)?;
    archive.rewind().map_err(|error| io_error(&error))?;
    let mut archive = Archive::new(archive);
    let mut found = Found::default();
    for entry in archive.entries_with_seek().map_err(|error| unreadable(&error))? {
        let mut entry = entry.map_err(|error| unreadable(&error))?;
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
            continue;
        }
        let path = path(&entry.path_bytes())?;
        let what = match kind {
            EntryType::Regular | EntryType::Continuous => {
                let mode = entry.header().mode().map_err(|error| unreadable(&error))?;
                let (size, at) = (entry.size(), entry.raw_file_position());
                let sha256 = digest(&mut entry, size).map_err(|error| unreadable(&error))?;
                found.add(ContextFile { path, executable: mode & 0o100 != 0, size, sha256 }, at)?;
                continue;
            }
            EntryType::Link => {
                let target = entry.link_name_bytes().map(|target| self::path(&target)).transpose()?;
                if let Some((file, at)) = target.and_then(|target| found.files.get(&target)).cloned() {
                    found.add(ContextFile { path, ..file }, at)?;
                    continue;
                }
                "a link to a file that is not before it in the archive"
            }
            EntryType::Symlink => "a symbolic link",
            EntryType::Char | EntryType::Block => "a device",
            EntryType::Fifo => "a pipe",
            _ => "of an unknown kind",
        };
        found.others.push((path, what));
    }
    Ok(found)
}

/// The archive is not one, or is not whole.
pub fn unreadable(error: &io::Error) -> Error {
    tracing::debug!(%error, "an upload cannot be read");
    Error::refuse(code::INVALID_CONTEXT, "the upload is no tar archive, or not a whole one")
        .help("Send what `tar --create` writes, gzipped or not")
}

/// Looks at the bare headers: what reading them takes into memory has to be small.
fn look_over(archive: &mut File) -> Result<(), Error> {
    let mut archive = Archive::new(archive);
    let entries = archive.entries_with_seek().map_err(|error| unreadable(&error))?.raw(true);
    for (number, entry) in entries.enumerate() {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let kind = entry.header().entry_type();
        let names = kind.is_gnu_longname() || kind.is_gnu_longlink();
        let extends = kind.is_pax_local_extensions() || kind.is_pax_global_extensions();
        if (names || extends) && entry.size() > LARGEST_HEADER {
            let message = "the archive has a header that is longer than any name";
            return Err(Error::refuse(code::INVALID_CONTEXT, message).help("Send what `tar --create` writes"));
        }
        if number >= 2 * MAX_ENTRIES {
            return Err(Error::refuse(code::INVALID_CONTEXT, format!("the archive has more than {MAX_ENTRIES} files"))
                .help("Leave out what the build does not need"));
        }
    }
    Ok(())
}

fn path(bytes: &[u8]) -> Result<String, Error> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = format!("the path `{}` is not UTF-8", bytes.escape_ascii());
        return Err(Error::refuse(code::INVALID_CONTEXT, message).help("Rename the file"));
    };
    context_path(text).map_err(refused)
}

/// The digest of a content, all of which has to be there.
fn digest(content: &mut impl Read, size: u64) -> io::Result<Digest> {
    let mut hasher = Sha256::new();
    let (mut piece, mut total) = (vec![0; 64 << 10], 0);
    loop {
        let length = content.read(&mut piece)?;
        if length == 0 {
            break;
        }
        total += length as u64;
        hasher.update(&piece[..length]);
    }
    if total == size {
        return Ok(Digest::from(<[u8; 32]>::from(hasher.finalize())));
    }
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends within a file"))
}
