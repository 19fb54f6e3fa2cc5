//! An archive as the registry keeps it: compressed, and named by its digest.

use super::archive::{self, Tree};
use flate2::{Compression, write::GzEncoder};
use outputs::Entry;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufWriter, Seek, Write},
    path::Path,
};

/// How many bytes are written or sent at once.
pub const CHUNK: usize = 256 * 1024;
/// How hard it is compressed.
const LEVEL: u32 = 1;
/// How hard what is made once per machine is compressed.
const TIGHT_LEVEL: u32 = 6;

/// A compressed archive in a file that has no name.
pub struct Blob {
    /// Its digest (`sha256:…`).
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// Read from its beginning.
    pub file: File,
}

/// The digest of an archive itself (`sha256:…`).
///
/// # Errors
/// See [`archive::write`].
pub fn content(tree: &Tree, entries: &[Entry]) -> io::Result<String> {
    let writer = BufWriter::with_capacity(CHUNK, Hashed::new(io::sink()));
    Ok(archive::write(tree, entries, writer)?.into_inner()?.digest())
}

/// The compressed archive, in a file of this folder that goes with the value.
///
/// # Errors
/// See [`archive::write`], or when the file cannot be written.
pub fn compressed(tree: &Tree, entries: &[Entry], work: &Path) -> io::Result<Blob> {
    let file = Hashed::new(BufWriter::with_capacity(CHUNK, tempfile::tempfile_in(work)?));
    let encoder = BufWriter::with_capacity(CHUNK, GzEncoder::new(file, Compression::new(LEVEL)));
    let written = archive::write(tree, entries, encoder)?.into_inner()?.finish()?;
    let (digest, size) = (written.digest(), written.size);
    let mut file = written.inner.into_inner()?;
    file.rewind()?;
    Ok(Blob { digest, size, file })
}

/// What became of an archive that was compressed.
pub struct Compressed {
    /// The digest of the compressed archive (`sha256:…`).
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// The digest of the archive itself (`sha256:…`).
    pub content: String,
}

/// Compresses what `write` writes into a file, more tightly than layers that are made in each build.
///
/// # Errors
/// What `write` returned, or when the file cannot be written.
pub fn compress(write: impl FnOnce(&mut dyn Write) -> io::Result<()>, into: File) -> io::Result<Compressed> {
    let file = Hashed::new(BufWriter::with_capacity(CHUNK, into));
    let encoder = GzEncoder::new(file, Compression::new(TIGHT_LEVEL));
    let mut archive = BufWriter::with_capacity(CHUNK, Hashed::new(encoder));
    write(&mut archive)?;
    let archive = archive.into_inner()?;
    let content = archive.digest();
    let mut file = archive.inner.finish()?;
    file.flush()?;
    Ok(Compressed { digest: file.digest(), size: file.size, content })
}

/// Counts and digests what is written.
struct Hashed<W> {
    hasher: Sha256,
    size: u64,
    inner: W,
}

impl<W> Hashed<W> {
    fn new(inner: W) -> Self {
        Self { hasher: Sha256::new(), size: 0, inner }
    }

    fn digest(&self) -> String {
        named(&self.hasher.clone().finalize())
    }
}

fn named(digest: &[u8]) -> String {
    digest.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use outputs::OutputFolder;
    use std::{fs, io::Read, sync::Arc};

    #[test]
    fn both_digests_are_those_of_what_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "text".repeat(1000)).unwrap();
        let left = Arc::new(OutputFolder::open(folder.path()).unwrap());
        let tree = Tree { folder: left, place: "opt/env".into() };
        let entries = tree.folder.entries().unwrap();
        let mut blob = compressed(&tree, &entries, folder.path()).unwrap();
        let mut sent = Vec::new();
        blob.file.read_to_end(&mut sent).unwrap();
        assert_eq!((blob.digest, blob.size), (named(&Sha256::digest(&sent)), sent.len() as u64));
        let mut archive = Vec::new();
        GzDecoder::new(sent.as_slice()).read_to_end(&mut archive).unwrap();
        assert_eq!(content(&tree, &entries).unwrap(), named(&Sha256::digest(&archive)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the compressed file has no name");
    }
}
