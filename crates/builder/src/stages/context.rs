//! The files of build contexts.

use crate::{error::BuildError, event::Step};
use definition::Digest;
use std::{
    fs::{self, File},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

/// Unpacks a build context, which is in a folder of archives by its digest, into the folder of a build.
pub(crate) async fn unpack_context(
    archives: &Path,
    digest: Option<Digest>,
    work: &Path,
) -> Result<Option<PathBuf>, BuildError> {
    let Some(digest) = digest else { return Ok(None) };
    let archive = match File::open(archives.join(format!("{digest}.tar"))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let cause = format!(
                "the files of the build context {} are not in the workspace any more: upload the folder again",
                digest.short()
            );
            return Err(BuildError::Step { step: Step::Stage, cause });
        }
        archive => archive?,
    };
    let folder = work.join("context");
    let unpacked = folder.clone();
    let unpacking = tokio::task::spawn_blocking(move || {
        fs::create_dir_all(&folder)?;
        tar::Archive::new(BufReader::new(archive)).unpack(&folder)
    });
    unpacking.await.map_err(io::Error::other)??;
    Ok(Some(unpacked))
}
