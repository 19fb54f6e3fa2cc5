//! The secret of a workspace. Who has it can make tokens, so it stays in a file that only its owner reads.

use super::Purpose;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

/// The name of its file in the data folder.
const FILE: &str = "key";
/// How long it is, in bytes: as long as what it makes, as RFC 7518 asks.
const LENGTH: usize = 32;

/// The secret of a workspace. It is shown, logged and exported nowhere.
#[derive(Clone)]
pub struct Key([u8; LENGTH]);

/// Why a workspace has no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the workspace's key {0} cannot be used: {1}")]
    File(PathBuf, io::Error),
    /// The file holds something else.
    #[error("the workspace's key {0} has {1} bytes and not {LENGTH}: remove it for a new one, and make tokens again")]
    Length(PathBuf, usize),
    /// The system gives no randomness.
    #[error("there is no randomness for a key of the workspace: {0}")]
    Random(getrandom::Error),
}

impl Key {
    /// The key of the workspace in this folder, made at the first call.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is no key.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let failed = |error| KeyError::File(path.clone(), error);
        if !path.try_exists().map_err(failed)? {
            let mut bytes = [0; LENGTH];
            getrandom::fill(&mut bytes).map_err(KeyError::Random)?;
            create(folder, &path, &bytes).map_err(failed)?;
        }
        // A copy that was put back may be readable by others.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
        Self::read(folder)
    }

    /// The key of the workspace in this folder, which was opened before.
    ///
    /// # Errors
    /// When the file cannot be read, or is no key.
    pub fn read(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let bytes = fs::read(&path).map_err(|error| KeyError::File(path.clone(), error))?;
        <[u8; LENGTH]>::try_from(bytes.as_slice()).map(Self).map_err(|_| KeyError::Length(path, bytes.len()))
    }

    /// What signs for one purpose; a signature for one is none for another.
    pub(super) fn signer(&self, purpose: Purpose) -> Hmac<Sha256> {
        let own = keyed(&self.0).chain_update(purpose.name()).finalize().into_bytes();
        keyed(&own)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

fn keyed(bytes: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(bytes).expect("HMAC takes keys of every length")
}

/// Whole or not at all, whatever happens to the machine meanwhile. Whoever was first has made it.
fn create(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Temporary files are for their owner alone.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => return Err(error.error),
        _ => {}
    }
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = Key::open(folder.path()).unwrap();
        let file = folder.path().join(FILE);
        assert_eq!(Key::open(folder.path()).unwrap().0, made.0);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(Key::open(folder.path()).unwrap().0, made.0);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_ne!(Key::open(tempfile::tempdir().unwrap().path()).unwrap().0, made.0);
    }

    #[test]
    fn what_is_no_key_is_said_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Key::read(folder.path()), Err(KeyError::File(..))));
        fs::write(folder.path().join(FILE), "short").unwrap();
        let words = Key::open(folder.path()).unwrap_err().to_string();
        assert!(words.contains("5 bytes") && words.contains("remove it"), "{words}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "short");
    }

    #[test]
    fn a_key_shows_nothing_of_itself() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(format!("{:?}", Key::open(folder.path()).unwrap()), "Key");
    }
}
