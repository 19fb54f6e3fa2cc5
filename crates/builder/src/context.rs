//! The files that Docker steps copy.

use crate::{BuildError, Step, builder::Builder};
use definition::Digest;
use std::{
    fs::{self, File},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

impl Builder {
    /// Unpacks the files of a build context into the folder of a build.
    pub(crate) async fn context(&self, digest: Option<Digest>, work: &Path) -> Result<Option<PathBuf>, BuildError> {
        let Some(digest) = digest else { return Ok(None) };
        let archive = match File::open(self.contexts.join(format!("{digest}.tar"))) {
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
}
