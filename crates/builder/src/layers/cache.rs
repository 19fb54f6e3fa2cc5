//! Which compressed archive is known for a content, so that it need not be compressed to be found in the registry.

use definition::Digest;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Raised whenever the same content is compressed to something else.
const COMPRESSION: u32 = 1;

/// One small file for every content. A file that is not as it was written counts as none.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.join(COMPRESSION.to_string()) }
    }

    /// The digest and the size in bytes of the compressed archive with this content.
    pub fn known(&self, content: &str) -> Option<(String, u64)> {
        let text = fs::read_to_string(self.place(content)).ok()?;
        let (digest, size) = text.split_once('\n')?.0.split_once(' ')?;
        let (digest, size) = (digest.to_owned(), size.parse().ok()?);
        (note(content, &digest, size) == text).then_some((digest, size))
    }

    /// Remembers it for later builds.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember(&self, content: &str, digest: &str, size: u64) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(note(content, digest, size).as_bytes())?;
        file.persist(self.place(content))?;
        Ok(())
    }

    fn place(&self, content: &str) -> PathBuf {
        self.folder.join(content.replace(':', "-"))
    }
}

/// What a file says, and the proof that it says so of this content.
fn note(content: &str, digest: &str, size: u64) -> String {
    format!("{digest} {size}\n{}\n", Digest::of(&format!("{content} {digest} {size}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_is_known_until_somebody_touches_it() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        assert_eq!(cache.known("sha256:1"), None);
        cache.remember("sha256:1", "sha256:a", 7).unwrap();
        cache.remember("sha256:2", "sha256:b", 8).unwrap();
        assert_eq!(cache.known("sha256:1"), Some(("sha256:a".into(), 7)));
        assert_eq!(fs::read_dir(&cache.folder).unwrap().count(), 2);
        fs::copy(cache.place("sha256:2"), cache.place("sha256:1")).unwrap();
        assert_eq!(cache.known("sha256:1"), None);
        let whole = fs::read_to_string(cache.place("sha256:2")).unwrap();
        for garbage in ["", "\0\0\0", "sha256:b 9", &whole[..whole.len() - 9], &whole.replace(" 8", " 9")] {
            fs::write(cache.place("sha256:2"), garbage).unwrap();
            assert_eq!(cache.known("sha256:2"), None, "{garbage}");
        }
    }
}
