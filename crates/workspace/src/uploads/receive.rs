//! Files as they come in: whole, or in blocks that are put together at the end.

use super::{UploadedFile, Uploads, check_path, io_error};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    disk::{WatchedWrite, blocking},
};
use api::{Action, Permission, code};
use bytes::Bytes;
use definition::Digest;
use futures::{Stream, StreamExt};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs, io, path::PathBuf};
use store::uploads;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How many blocks a file has at most.
const MAX_BLOCKS: usize = 50_000;
/// How much of a block is read at once, in bytes.
const CHUNK_SIZE: usize = 64 << 10;

impl Uploads {
    /// Stores a file; `None` when it is there already and `only_new` is asked for.
    pub async fn put<E>(
        &self,
        actor: &Actor,
        path: &str,
        metadata: BTreeMap<String, String>,
        only_new: bool,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<Option<UploadedFile>, Error> {
        authorize(actor, Permission::Upload, Resource::Upload(path))?;
        check_path(path)?;
        if only_new && uploads::get(&mut *self.store.read().await?, path).await?.is_some() {
            return Ok(None);
        }
        let received = self.receive(body).await?;
        self.commit(actor, path, metadata, received).await.map(Some)
    }

    /// Stores a block of a file until the file is put together, or for a day.
    pub async fn put_block<E>(
        &self,
        actor: &Actor,
        path: &str,
        block: &str,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<(), Error> {
        authorize(actor, Permission::Upload, Resource::Upload(path))?;
        check_path(path)?;
        let received = self.receive(body).await?;
        let place = self.block_file(path, block);
        blocking(move || received.file.persist(place)).await?.map_err(|error| io_error(&error.error))
    }

    /// Puts a file together from blocks, in this order.
    pub async fn put_blocks(
        &self,
        actor: &Actor,
        path: &str,
        metadata: BTreeMap<String, String>,
        blocks: &[String],
    ) -> Result<UploadedFile, Error> {
        authorize(actor, Permission::Upload, Resource::Upload(path))?;
        check_path(path)?;
        if blocks.len() > MAX_BLOCKS {
            return Err(Error::refuse(code::TOO_LARGE, format!("a file has at most {MAX_BLOCKS} blocks")));
        }
        let mut content = IncomingContent::start(self).await?;
        for block in blocks {
            let mut file = match tokio::fs::File::open(self.block_file(path, block)).await {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Error::refuse(code::INVALID_PARAMETER, "a block of this file was not uploaded"));
                }
                Err(error) => return Err(io_error(&error)),
            };
            let mut chunk = vec![0; CHUNK_SIZE];
            loop {
                let length = file.read(&mut chunk).await.map_err(|error| io_error(&error))?;
                if length == 0 {
                    break;
                }
                content.write_chunk(&chunk[..length]).await?;
            }
        }
        let stored = self.commit(actor, path, metadata, content.finish().await?).await?;
        let files: Vec<PathBuf> = blocks.iter().map(|block| self.block_file(path, block)).collect();
        blocking(move || {
            for file in files {
                // The clean-up removes what stays; a block may be there twice.
                drop(fs::remove_file(file));
            }
        })
        .await?;
        Ok(stored)
    }

    /// The file of a block; its name holds nothing that a client wrote.
    fn block_file(&self, path: &str, block: &str) -> PathBuf {
        let digest: [u8; 32] = Sha256::digest(format!("{path}\n{block}")).into();
        self.folder.join(format!("{}.block", Digest::from(digest)))
    }

    async fn receive<E>(
        &self,
        mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<ReceivedContent, Error> {
        let mut content = IncomingContent::start(self).await?;
        while let Some(chunk) = body.next().await {
            let chunk =
                chunk.map_err(|_| Error::refuse(code::MALFORMED, "the connection ended before the upload did"))?;
            content.write_chunk(&chunk).await?;
        }
        content.finish().await
    }

    /// Gives a received content its path.
    async fn commit(
        &self,
        actor: &Actor,
        path: &str,
        metadata: BTreeMap<String, String>,
        received: ReceivedContent,
    ) -> Result<UploadedFile, Error> {
        let ReceivedContent { file, content, size } = received;
        let modified_at = self.clock.timestamp();
        let stored = UploadedFile { path: path.to_owned(), content, size, metadata, modified_at };
        let changing = self.changing.lock().await;
        let (place, folder) = (self.content(&stored.content), self.folder.clone());
        let moved = blocking(move || {
            file.persist(place).map_err(|error| error.error)?;
            fs::File::open(folder)?.sync_all()
        });
        moved.await?.map_err(|error| io_error(&error))?;
        let mut write = self.store.write().await?;
        uploads::put(&mut write, &stored).await?;
        self.record(&mut write, actor, Action::Upload, path).await?;
        write.commit().await?;
        drop(changing);
        Ok(stored)
    }
}

/// A content that is complete and on the disk, in a file of its own.
struct ReceivedContent {
    file: TempPath,
    content: String,
    size: u64,
}

/// A content as it comes in.
struct IncomingContent {
    path: TempPath,
    file: tokio::fs::File,
    hasher: Sha256,
    size: u64,
    max_size: u64,
    watched: WatchedWrite,
}

impl IncomingContent {
    async fn start(uploads: &Uploads) -> Result<Self, Error> {
        let watched = uploads.reserve.watch().await?;
        let folder = uploads.folder.clone();
        let file = blocking(move || NamedTempFile::with_prefix_in("upload-", folder)).await?;
        let (file, path) = file.map_err(|error| io_error(&error))?.into_parts();
        let file = tokio::fs::File::from_std(file);
        Ok(Self { path, file, hasher: Sha256::new(), size: 0, max_size: uploads.max_size, watched })
    }

    async fn write_chunk(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.size += chunk.len() as u64;
        if self.size > self.max_size {
            let message =
                format!("the file is larger than {} MiB; nothing was stored", self.max_size.div_ceil(1 << 20));
            return Err(Error::refuse(code::TOO_LARGE, message).help("Keep data out of the folder of a build"));
        }
        self.watched.before_write(chunk.len()).await?;
        self.hasher.update(chunk);
        self.file.write_all(chunk).await.map_err(|error| io_error(&error))
    }

    async fn finish(mut self) -> Result<ReceivedContent, Error> {
        self.file.flush().await.map_err(|error| io_error(&error))?;
        self.file.sync_all().await.map_err(|error| io_error(&error))?;
        let content = Digest::from(<[u8; 32]>::from(self.hasher.finalize())).to_string();
        Ok(ReceivedContent { file: self.path, content, size: self.size })
    }
}
