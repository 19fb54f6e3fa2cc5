//! Compressed layers that this machine keeps between workspaces.

use crate::layers::blob;
use registry::{NewLayer, Registry};
use serde::{Deserialize, Serialize};
use std::{
    env,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::task::spawn_blocking;

/// How often a lock of another process is tried.
const LOCK_INTERVAL: Duration = Duration::from_millis(250);

/// A compressed layer in a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Archive {
    /// The digest of the file (`sha256:…`).
    pub digest: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// The digest of the uncompressed archive (`sha256:…`).
    pub content: String,
    /// The exact version of the Python in it, where it is a base image.
    #[serde(default)]
    pub python: Option<String>,
    #[serde(skip)]
    file: PathBuf,
}

impl Archive {
    /// Waits until no other process of this machine makes the archive of this name. None does as long as the file is open.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) async fn lock(folder: &Path, name: &str) -> io::Result<File> {
        fs::create_dir_all(folder)?;
        let file = File::create(folder.join(format!("{name}.lock")))?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_INTERVAL).await,
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// The archive of this name; none where there is none, or not all of it.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Option<Self>> {
        let (file, about) = files(folder, name);
        let text = match fs::read_to_string(about) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let archive = serde_json::from_str(&text).ok().map(|archive| Self { file, ..archive });
        Ok(archive.filter(|archive| fs::metadata(&archive.file).is_ok_and(|about| about.len() == archive.size)))
    }

    /// Compresses what `write` writes and keeps it under a name.
    ///
    /// # Errors
    /// What `write` returned, or when the folder cannot be written.
    pub(super) async fn create(
        folder: &Path,
        name: &str,
        python: Option<String>,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()> + Send + 'static,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let (file, about) = files(folder, name);
        let temporary = tempfile::NamedTempFile::new_in(folder)?;
        let target = temporary.reopen()?;
        let compressed = spawn_blocking(move || blob::compress(write, target)).await.map_err(io::Error::other)??;
        temporary.persist(&file)?;
        let blob::Compressed { digest, size, content } = compressed;
        let archive = Self { digest, size, content, python, file };
        let description = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&description, &archive)?;
        description.persist(about)?;
        Ok(archive)
    }

    /// The layer that it is.
    pub(super) fn layer(&self, holds: String) -> NewLayer {
        NewLayer { digest: self.digest.clone(), size: self.size, content: self.content.clone(), holds }
    }

    /// Sends it to a repository, unless it is there.
    ///
    /// # Errors
    /// What happened, in words.
    pub(super) async fn push(&self, registry: &Registry, repository: &str) -> Result<(), String> {
        let file =
            File::open(&self.file).map_err(|error| format!("{} cannot be read: {error}", self.file.display()))?;
        registry.push_file(repository, &self.digest, self.size, file).await.map(drop)
    }
}

/// The archive and its description.
fn files(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    (folder.join(format!("{name}.tar.gz")), folder.join(format!("{name}.json")))
}

/// Where archives stay between workspaces: `$XDG_CACHE_HOME/terrarium/base`, else `~/.cache/terrarium/base`, else in the
/// workspace. Whoever wants newer Debian packages removes them.
pub(super) fn cache_folder(otherwise: &Path) -> PathBuf {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")));
    cache.map_or_else(|| otherwise.to_owned(), |cache| cache.join("terrarium")).join("base")
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use std::io::{Read, Write};

    #[tokio::test]
    async fn an_archive_is_found_again_unless_it_is_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Archive::open(folder.path(), "one").unwrap().is_none());
        let made = Archive::create(folder.path(), "one", None, |writer| writer.write_all(b"text")).await.unwrap();
        let found = Archive::open(folder.path(), "one").unwrap().unwrap();
        assert_eq!((&found.digest, found.size, &found.content), (&made.digest, made.size, &made.content));
        let mut text = String::new();
        flate2::read::GzDecoder::new(File::open(&found.file).unwrap()).read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
        File::options().write(true).open(&found.file).unwrap().set_len(5).unwrap();
        assert!(Archive::open(folder.path(), "one").unwrap().is_none());
    }

    #[tokio::test]
    async fn one_archive_is_made_by_one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Archive::lock(folder.path(), "one").await.unwrap();
        drop(Archive::lock(folder.path(), "other").await.unwrap());
        assert!(Archive::lock(folder.path(), "one").now_or_never().is_none(), "the first one is at it");
        drop(first);
        Archive::lock(folder.path(), "one").await.unwrap();
    }

    #[tokio::test]
    async fn what_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let failing = |_: &mut dyn Write| Err(io::Error::other("the disk is full"));
        Archive::create(folder.path(), "one", None, failing).await.unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
