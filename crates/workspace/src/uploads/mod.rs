//! Files that clients upload one by one before they say what these are: the folders of build contexts and of runs.
//!
//! A content is a file in the workspace's folder, by its digest; the database says which path has it. A content is there
//! before the database says so. What a version or a run needs is copied into `contexts`, so uploads are removed after a
//! week.

mod cleanup;
mod receive;

pub use store::uploads::UploadedFile;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    contexts::pack_files,
    disk::DiskReserve,
};
use api::{Action, ActivityDetail, Permission, Subject, code};
use bytes::Bytes;
use futures::Stream;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Store, uploads};
use tokio::sync::Mutex;

/// How many files a folder has at most.
const MAX_FILES: i64 = 20_000;
/// The longest path, in bytes.
const MAX_PATH_LENGTH: usize = 1024;

/// The uploaded files of the workspace.
#[derive(Clone)]
pub struct Uploads {
    store: Store,
    clock: SharedClock,
    /// How large a file may be, in bytes.
    max_size: u64,
    reserve: DiskReserve,
    folder: Arc<Path>,
    /// Held while contents are added or removed, so that folder and database change together.
    changing: Arc<Mutex<()>>,
}

impl Uploads {
    /// The uploads below the workspace's folder, which is made when it is missing.
    pub fn open(
        store: Store,
        clock: SharedClock,
        max_size: u64,
        reserve: DiskReserve,
        workspace: &Path,
    ) -> io::Result<Self> {
        let folder = workspace.join("blobs");
        fs::create_dir_all(&folder)?;
        Ok(Self { store, clock, max_size, reserve, folder: folder.into(), changing: Arc::default() })
    }

    fn content(&self, content: &str) -> PathBuf {
        self.folder.join(content)
    }

    /// One file.
    pub async fn get(&self, actor: &Actor, path: &str) -> Result<Option<UploadedFile>, Error> {
        authorize(actor, Permission::Download, Resource::Upload(path))?;
        let mut connection = self.store.read().await?;
        Ok(uploads::get(&mut connection, path).await?)
    }

    /// The content of a file, to read.
    pub async fn open_content(&self, actor: &Actor, file: &UploadedFile) -> Result<tokio::fs::File, Error> {
        authorize(actor, Permission::Download, Resource::Upload(&file.path))?;
        tokio::fs::File::open(self.content(&file.content)).await.map_err(|error| io_error(&error))
    }

    /// At most `limit` files below a folder, by path, all after `after`.
    pub async fn list(&self, actor: &Actor, folder: &str, after: &str, limit: i64) -> Result<Vec<UploadedFile>, Error> {
        authorize(actor, Permission::Download, Resource::Upload(folder))?;
        let mut connection = self.store.read().await?;
        Ok(uploads::below(&mut connection, folder, after, limit).await?)
    }

    /// Deletes a file; whether it was there.
    pub async fn delete(&self, actor: &Actor, path: &str) -> Result<bool, Error> {
        authorize(actor, Permission::Upload, Resource::Upload(path))?;
        let mut write = self.store.write().await?;
        if !uploads::delete(&mut write, path).await? {
            return Ok(false);
        }
        self.record(&mut write, actor, Action::Delete, path).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Replaces the metadata of a file; `None` when it is not there.
    pub async fn annotate(
        &self,
        actor: &Actor,
        path: &str,
        metadata: BTreeMap<String, String>,
    ) -> Result<Option<UploadedFile>, Error> {
        authorize(actor, Permission::Upload, Resource::Upload(path))?;
        let mut write = self.store.write().await?;
        let Some(stored) = uploads::get(&mut write, path).await? else { return Ok(None) };
        let stored = UploadedFile { metadata, ..stored };
        uploads::put(&mut write, &stored).await?;
        self.record(&mut write, actor, Action::Annotate, path).await?;
        write.commit().await?;
        Ok(Some(stored))
    }

    /// All files below a folder as a tar archive; `None` when there is no file.
    pub async fn archive(
        &self,
        actor: &Actor,
        folder: &str,
    ) -> Result<Option<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static>, Error> {
        let files = self.list(actor, folder, "", MAX_FILES + 1).await?;
        if files.is_empty() {
            return Ok(None);
        }
        if i64::try_from(files.len()).unwrap_or(i64::MAX) > MAX_FILES {
            return Err(Error::refuse(code::TOO_LARGE, format!("the folder {folder} has more than {MAX_FILES} files"))
                .help("Leave out what the build does not need"));
        }
        let entries =
            files.into_iter().map(|file| (file.path[folder.len()..].to_owned(), self.content(&file.content))).collect();
        pack_files(entries).await.map(Some)
    }

    async fn record(
        &self,
        connection: &mut store::Connection,
        actor: &Actor,
        action: Action,
        path: &str,
    ) -> Result<(), Error> {
        let (at, subject) = (self.clock.timestamp(), Subject::Upload(path.to_owned()));
        activity::record(connection, actor, &at, action, &subject, ActivityDetail::default()).await
    }
}

/// Refuses paths that no folder has.
fn check_path(path: &str) -> Result<(), Error> {
    let bad = |part: &str| part.is_empty() || part == "." || part == ".." || part.chars().any(char::is_control);
    if path.len() > MAX_PATH_LENGTH || path.trim_end_matches('/').split('/').any(bad) {
        let shown: String = path.chars().take(60).flat_map(char::escape_debug).collect();
        return Err(Error::refuse(code::INVALID_PARAMETER, format!("\u{201c}{shown}\u{201d} cannot be a path"))
            .help("Use names separated by slashes, without `.` and `..`, at most 1024 bytes long"));
    }
    Ok(())
}

/// The refusal after a file could not be read or written.
pub fn io_error(error: &io::Error) -> Error {
    tracing::error!(%error, "an uploaded file cannot be read or written");
    Error::refuse(code::UNAVAILABLE, format!("an uploaded file cannot be read or written: {error}"))
        .help("Make sure that the disk of the server works and has free space, then try again")
}
