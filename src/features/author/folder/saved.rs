//! Folders that Azure's SDK saved an environment to.

use crate::browser::folders::FolderFile;
use definition::{MAXIMUM_BYTES, SAVED_ENVIRONMENT};
use web_sys::File;

/// How many files of such a folder are read at most; the SDK writes three.
const MAX_FILES: usize = 50;

/// Whether a folder with these files is one.
pub fn is_saved_environment(files: &[FolderFile]) -> bool {
    files.iter().any(|file| file.path == SAVED_ENVIRONMENT)
}

/// The handles of the files that the environment may be in, by path. Folders in the folder are no part of it, and neither
/// are files too large to hold packages or a Dockerfile.
///
/// # Errors
/// The path of a file that the browser cannot find any more.
pub async fn open(files: &[FolderFile]) -> Result<Vec<(String, File)>, String> {
    let mut found: Vec<&FolderFile> = files.iter().filter(|file| !file.path.contains('/')).collect();
    found.sort_by_key(|file| (file.path != SAVED_ENVIRONMENT, file.path.clone()));
    let mut opened = Vec::new();
    for file in found.into_iter().take(MAX_FILES) {
        let handle = file.open().await.map_err(|_| file.path.clone())?;
        #[expect(clippy::cast_precision_loss, reason = "a limit is small")]
        let is_small = handle.size() <= MAXIMUM_BYTES as f64;
        if is_small || file.path == SAVED_ENVIRONMENT {
            opened.push((file.path.clone(), handle));
        }
    }
    Ok(opened)
}
