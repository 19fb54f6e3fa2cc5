//! Files as they come in: whole, or in blocks that are put together at the end.

use super::{check, failed};
use crate::{
    Error, Workspace,
    clock::stamp,
    store::blobs::{self, Stored},
};
use api::code;
use axum::body::Body;
use definition::Digest;
use futures::StreamExt;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs, io, path::PathBuf};
use tempfile::{NamedTempFile, TempPath};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How many blocks a file has at most.
const MOST_BLOCKS: usize = 50_000;

/// Keeps a file; none when it is there already and `only_new` is asked for.
pub async fn put(
    workspace: &Workspace,
    path: &str,
    metadata: BTreeMap<String, String>,
    only_new: bool,
    body: Body,
) -> Result<Option<Stored>, Error> {
    check(path)?;
    if only_new && super::get(workspace, path).await?.is_some() {
        return Ok(None);
    }
    let received = receive(workspace, body).await?;
    keep(workspace, path, metadata, received).await.map(Some)
}

/// Keeps a block of a file until the file is put together. A day later it goes.
pub async fn put_block(workspace: &Workspace, path: &str, block: &str, body: Body) -> Result<(), Error> {
    check(path)?;
    let received = receive(workspace, body).await?;
    received.file.persist(place(workspace, path, block)).map_err(|error| failed(&error.error))
}

/// Puts a file together from blocks, in this order.
pub async fn put_blocks(
    workspace: &Workspace,
    path: &str,
    metadata: BTreeMap<String, String>,
    blocks: &[String],
) -> Result<Stored, Error> {
    check(path)?;
    if blocks.len() > MOST_BLOCKS {
        return Err(Error::refuse(code::TOO_LARGE, format!("a file has at most {MOST_BLOCKS} blocks")));
    }
    let mut receiving = Receiving::begin(workspace)?;
    for block in blocks {
        let mut file = match tokio::fs::File::open(place(workspace, path, block)).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::refuse(code::INVALID_PARAMETER, "a block of this file was not uploaded"));
            }
            Err(error) => return Err(failed(&error)),
        };
        let mut piece = vec![0; 64 << 10];
        loop {
            let length = file.read(&mut piece).await.map_err(|error| failed(&error))?;
            if length == 0 {
                break;
            }
            receiving.take(&piece[..length]).await?;
        }
    }
    let stored = keep(workspace, path, metadata, receiving.end().await?).await?;
    for block in blocks {
        // What stays goes a day later.
        drop(fs::remove_file(place(workspace, path, block)));
    }
    Ok(stored)
}

/// The file of a block; its name holds nothing that a client wrote.
fn place(workspace: &Workspace, path: &str, block: &str) -> PathBuf {
    let digest: [u8; 32] = Sha256::digest(format!("{path}\n{block}")).into();
    workspace.blobs.folder.join(format!("{}.block", Digest::from(digest)))
}

/// A content that is in a file of its own, on the disk.
struct Received {
    file: TempPath,
    content: String,
    size: u64,
}

async fn receive(workspace: &Workspace, body: Body) -> Result<Received, Error> {
    let mut receiving = Receiving::begin(workspace)?;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::refuse(code::MALFORMED, "the connection ended before the upload did"))?;
        receiving.take(&chunk).await?;
    }
    receiving.end().await
}

/// A content as it comes.
struct Receiving {
    path: TempPath,
    file: tokio::fs::File,
    hasher: Sha256,
    size: u64,
    limit: u64,
}

impl Receiving {
    fn begin(workspace: &Workspace) -> Result<Self, Error> {
        let file = NamedTempFile::with_prefix_in("upload-", &workspace.blobs.folder).map_err(|error| failed(&error))?;
        let (file, path) = file.into_parts();
        let (hasher, limit) = (Sha256::new(), workspace.settings.largest_context);
        Ok(Self { path, file: tokio::fs::File::from_std(file), hasher, size: 0, limit })
    }

    async fn take(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            let message = format!("the file is larger than {} MiB; nothing was kept", self.limit.div_ceil(1 << 20));
            return Err(Error::refuse(code::TOO_LARGE, message).help("Keep data out of the folder of a build"));
        }
        self.hasher.update(piece);
        self.file.write_all(piece).await.map_err(|error| failed(&error))
    }

    async fn end(mut self) -> Result<Received, Error> {
        self.file.flush().await.map_err(|error| failed(&error))?;
        self.file.sync_all().await.map_err(|error| failed(&error))?;
        let content = Digest::from(<[u8; 32]>::from(self.hasher.finalize())).to_string();
        Ok(Received { file: self.path, content, size: self.size })
    }
}

async fn keep(
    workspace: &Workspace,
    path: &str,
    metadata: BTreeMap<String, String>,
    received: Received,
) -> Result<Stored, Error> {
    let Received { file, content, size } = received;
    let modified_at = stamp(workspace.settings.clock.now());
    let stored = Stored { path: path.to_owned(), content, size, metadata, modified_at };
    let changing = workspace.blobs.changing.lock().await;
    file.persist(workspace.blobs.content(&stored.content)).map_err(|error| failed(&error.error))?;
    fs::File::open(&workspace.blobs.folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    let mut write = workspace.store.write().await?;
    blobs::put(&mut write, &stored).await?;
    write.commit().await?;
    drop(changing);
    Ok(stored)
}
