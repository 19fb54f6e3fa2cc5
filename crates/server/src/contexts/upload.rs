//! An upload becomes a context.

use super::{archive, failed};
use crate::{Error, Workspace, clock::stamp, store::contexts};
use api::{UploadedContext, code};
use axum::body::Body;
use definition::Digest;
use futures::StreamExt;
use std::fs::{self, File};
use tokio::io::AsyncWriteExt;

/// What is said of an upload.
pub struct Upload {
    /// The path of the Dockerfile in the folder; empty when it is no folder to build from.
    pub dockerfile: String,
    /// Whether a `.dockerignore` keeps files out; without, it is a file like the others.
    pub ignoring: bool,
    /// The digest that the client computed.
    pub digest: Option<Digest>,
}

/// Keeps the files of a folder that comes as a tar archive, gzipped or not.
pub async fn upload(workspace: &Workspace, asked: Upload, body: Body) -> Result<UploadedContext, Error> {
    let contexts = &workspace.contexts;
    let work = tempfile::Builder::new().prefix("upload-").tempdir_in(contexts.folder()).map_err(|e| failed(&e))?;
    let limit = workspace.settings.largest_context;
    receive(body, &work.path().join(archive::RECEIVED), limit).await?;

    let folder = work.path().to_owned();
    let Upload { dockerfile, ignoring, digest: expected } = asked;
    let packing = tokio::task::spawn_blocking(move || archive::pack(&folder, &dockerfile, ignoring, limit));
    let packed = packing.await.map_err(|error| Error::Panicked(error.to_string()))??;
    let digest = packed.selection.digest;
    if let Some(expected) = expected.filter(|expected| *expected != digest) {
        return Err(Error::refuse(
            code::DIGEST_MISMATCH,
            format!("the files have the digest {digest}, not {expected}; nothing was kept"),
        )
        .field("digest")
        .help("The files changed during the upload, or the client is older than the server: try again"));
    }

    let changing = contexts.changing.lock().await;
    let mut write = workspace.store.write().await?;
    let created = contexts::get(&mut write, digest).await?.is_none();
    if created {
        fs::rename(work.path().join(archive::PACKED), contexts.archive(digest)).map_err(|error| failed(&error))?;
        File::open(contexts.folder()).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    }
    let at = stamp(workspace.settings.clock.now());
    contexts::upload(&mut write, digest, &packed.selection.files, &at).await?;
    write.commit().await?;
    drop(changing);
    let (dockerfile, ignored) = (packed.dockerfile, packed.selection.ignored);
    Ok(UploadedContext { context: super::get(workspace, digest).await?, created, dockerfile, ignored })
}

/// Writes the body into a file.
async fn receive(body: Body, path: &std::path::Path, limit: u64) -> Result<(), Error> {
    let mut file = tokio::fs::File::create_new(path).await.map_err(|error| failed(&error))?;
    let mut stream = body.into_data_stream();
    let mut total = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::refuse(code::MALFORMED, "the connection ended before the upload did"))?;
        total += chunk.len() as u64;
        if total > archive::with_the_rest(limit) {
            return Err(archive::too_large(limit));
        }
        file.write_all(&chunk).await.map_err(|error| failed(&error))?;
    }
    file.flush().await.map_err(|error| failed(&error))
}
