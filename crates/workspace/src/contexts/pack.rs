//! Files of the workspace as an archive.

use super::io_error;
use crate::Error;
use bytes::Bytes;
use futures::Stream;
use std::{fs::File, io, path::PathBuf};
use tokio_util::io::ReaderStream;

/// These files, each with its path in the archive, as a tar archive.
pub async fn pack_files(
    files: Vec<(String, PathBuf)>,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static, Error> {
    let packing = tokio::task::spawn_blocking(move || pack(&files));
    let archive = packing.await.map_err(|error| Error::Internal(error.to_string()))?;
    let archive = archive.map_err(|error| io_error(&error))?;
    Ok(ReaderStream::new(tokio::fs::File::from_std(archive)))
}

fn pack(files: &[(String, PathBuf)]) -> io::Result<File> {
    use io::Seek as _;
    let mut archive = tar::Builder::new(tempfile::tempfile()?);
    for (path, file) in files {
        let mut file = File::open(file)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(file.metadata()?.len());
        // Uploads have no modes.
        header.set_mode(0o644);
        archive.append_data(&mut header, path, &mut file)?;
    }
    let mut file = archive.into_inner()?;
    file.rewind()?;
    Ok(file)
}
