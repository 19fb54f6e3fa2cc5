//! An upload becomes a context.

use super::{Contexts, archive, io_error};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    disk::{WatchedWrite, blocking},
};
use api::{Action, ActivityDetail, Permission, Subject, UploadedContext, code};
use bytes::Bytes;
use definition::Digest;
use futures::{Stream, StreamExt};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};
use store::contexts;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// What a client says of an upload.
pub struct ContextUpload {
    /// The path of the Dockerfile in the folder; empty when it is no folder to build from.
    pub dockerfile: String,
    /// Whether a `.dockerignore` excludes files; otherwise it is a file like the others.
    pub applies_dockerignore: bool,
    /// The digest that the client computed.
    pub digest: Option<Digest>,
}

impl Contexts {
    /// Stores the files of a folder that comes as a tar archive, gzipped or not.
    pub async fn upload<E>(
        &self,
        actor: &Actor,
        upload: ContextUpload,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<UploadedContext, Error> {
        authorize(actor, Permission::Upload, Resource::Workspace)?;
        let mut watched = self.reserve.watch().await?;
        let folder = self.folder.clone();
        let work = blocking(move || tempfile::Builder::new().prefix("upload-").tempdir_in(folder)).await?;
        let work = work.map_err(|error| io_error(&error))?;
        let limit = self.max_size;
        receive(body, &work.path().join(archive::RECEIVED), limit, &mut watched).await?;

        let folder = work.path().to_owned();
        let ContextUpload { dockerfile, applies_dockerignore, digest: expected } = upload;
        let packing = move || archive::pack(&folder, &dockerfile, applies_dockerignore, limit, watched);
        let packed = blocking(packing).await??;
        let digest = packed.selection.digest;
        if let Some(expected) = expected.filter(|expected| *expected != digest) {
            return Err(Error::refuse(
                code::DIGEST_MISMATCH,
                format!("the files have the digest {digest}, not {expected}; nothing was stored"),
            )
            .field("digest")
            .help("The files changed during the upload, or the client is older than the server: try again"));
        }

        // Nobody else adds or removes an archive meanwhile, so what is known before the write is still so in it.
        let changing = self.changing.lock().await;
        let created = contexts::get(&mut *self.store.read().await?, digest).await?.is_none();
        self.keep_archive(work, created.then(|| self.archive(digest))).await?;
        let mut write = self.store.write().await?;
        let at = self.clock.timestamp();
        contexts::upload(&mut write, digest, &packed.selection.files, &at).await?;
        let detail = ActivityDetail::default();
        activity::record(&mut write, actor, &at, Action::Upload, &Subject::Context(digest), detail).await?;
        write.commit().await?;
        drop(changing);
        let (dockerfile, ignored) = (packed.dockerfile, packed.selection.ignored);
        Ok(UploadedContext { context: self.read(digest).await?, created, dockerfile, ignored })
    }

    /// Moves the archive of an upload to its place, if it has one, and removes what else the upload left.
    async fn keep_archive(&self, work: TempDir, place: Option<PathBuf>) -> Result<(), Error> {
        let folder = self.folder.clone();
        let moved = blocking(move || {
            if let Some(place) = place {
                fs::rename(work.path().join(archive::PACKED), place)?;
                File::open(folder)?.sync_all()?;
            }
            work.close()
        });
        moved.await?.map_err(|error| io_error(&error))
    }
}

/// Writes the body into a file.
async fn receive<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    path: &Path,
    limit: u64,
    watched: &mut WatchedWrite,
) -> Result<(), Error> {
    let mut file = tokio::fs::File::create_new(path).await.map_err(|error| io_error(&error))?;
    let mut total = 0;
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Error::refuse(code::MALFORMED, "the connection ended before the upload did"))?;
        total += chunk.len() as u64;
        if total > archive::with_the_rest(limit) {
            return Err(archive::too_large(limit));
        }
        watched.before_write(chunk.len()).await?;
        file.write_all(&chunk).await.map_err(|error| io_error(&error))?;
    }
    file.flush().await.map_err(|error| io_error(&error))
}
