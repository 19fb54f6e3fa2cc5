//! A build context as a tar archive. Only the headers are made here; the browser reads the files while it sends them.

use super::read::{Contents, Handles};
use crate::browser::http::{self, Piece};
use definition::context::ContextFile;
use std::io;
use tar::{Builder, Header};
use web_sys::Blob;

/// The size of a block of an archive, in bytes.
const BLOCK: u64 = 512;

/// The archive; `None` when a file is missing.
pub fn pack(contents: &Contents, handles: &Handles) -> Option<Blob> {
    let mut pieces = Vec::with_capacity(3 * contents.selection.files.len() + 1);
    for file in &contents.selection.files {
        pieces.push(Piece::Bytes(header(file).ok()?));
        pieces.push(Piece::File(handles.get(&file.path)?.clone()));
        pieces.push(Piece::Bytes(padding(file.size)));
    }
    pieces.push(Piece::Bytes(end()));
    http::join(pieces).ok()
}

/// The header of a file; more than one block where its path is long.
fn header(file: &ContextFile) -> io::Result<Vec<u8>> {
    let mut header = Header::new_gnu();
    header.set_size(file.size);
    header.set_mode(if file.executable { 0o755 } else { 0o644 });
    let mut archive = Builder::new(Vec::new());
    archive.append_data(&mut header, &file.path, io::empty())?;
    // The content follows, so the end of the archive is cut off.
    let mut blocks = archive.into_inner()?;
    blocks.truncate(blocks.len() - end().len());
    Ok(blocks)
}

/// Fills the last block of a file.
fn padding(size: u64) -> Vec<u8> {
    vec![0; usize::try_from((BLOCK - size % BLOCK) % BLOCK).unwrap_or_default()]
}

/// The end of an archive.
fn end() -> Vec<u8> {
    vec![0; 2 * usize::try_from(BLOCK).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::Digest;
    use std::io::Read;

    #[test]
    fn what_is_sent_is_read_as_what_was_there() {
        let long = format!("{}/train.py", "deep".repeat(60));
        let contents = [("run.sh", "#!/bin/sh\n", true), (long.as_str(), "", false), ("data", &"x".repeat(512), false)];
        let mut archive = Vec::new();
        for (path, content, executable) in contents {
            let size = content.len() as u64;
            let file = ContextFile { path: path.into(), executable, size, sha256: Digest::of(content) };
            archive.extend(header(&file).expect("a path that fits"));
            archive.extend(content.as_bytes());
            archive.extend(padding(size));
        }
        archive.extend(end());
        let mut read = tar::Archive::new(&archive[..]);
        let found = read.entries().expect("an archive").map(|entry| {
            let mut entry = entry.expect("an entry");
            let mut content = String::new();
            entry.read_to_string(&mut content).expect("its content");
            let path = entry.path().expect("its path").to_string_lossy().into_owned();
            (path, content, entry.header().mode().expect("its mode") & 0o100 != 0)
        });
        let found: Vec<_> = found.collect();
        assert_eq!(found, contents.map(|(path, content, executable)| (path.into(), content.into(), executable)));
    }
}
