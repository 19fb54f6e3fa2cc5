//! Files that clients upload one by one, before they say what these are: the folders of build contexts, and of runs.
//!
//! A content is a file of this workspace's folder, by its digest; the database says which path has it. A content is there
//! before the database says so. What a version or a run needs is kept elsewhere (`contexts`), so uploads go after a week.

mod receive;
mod tidy;

pub use receive::{put, put_block, put_blocks};
pub use tidy::{start, tidy};

use crate::{
    Error, Workspace,
    contexts::packed,
    store::blobs::{self, Stored},
};
use api::code;
use axum::body::Body;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};
use tokio::sync::Mutex;

/// How many files a folder has at most.
const MOST: i64 = 20_000;
/// The longest path, in bytes.
const LONGEST: usize = 1024;

/// The folder of the contents.
pub struct Blobs {
    folder: PathBuf,
    /// Held by whoever changes which contents there are, so that folder and database change together.
    changing: Mutex<()>,
}

impl Blobs {
    /// The folder below that of the workspace; made when it is missing.
    pub fn open(workspace: &Path) -> io::Result<Self> {
        let folder = workspace.join("blobs");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, changing: Mutex::new(()) })
    }

    fn content(&self, content: &str) -> PathBuf {
        self.folder.join(content)
    }
}

/// One file.
pub async fn get(workspace: &Workspace, path: &str) -> Result<Option<Stored>, Error> {
    let mut connection = workspace.store.read().await?;
    Ok(blobs::get(&mut connection, path).await?)
}

/// Its content, to read.
pub async fn open(workspace: &Workspace, blob: &Stored) -> Result<tokio::fs::File, Error> {
    tokio::fs::File::open(workspace.blobs.content(&blob.content)).await.map_err(|error| failed(&error))
}

/// At most `limit` files below a folder, by path.
pub async fn list(workspace: &Workspace, folder: &str, after: &str, limit: i64) -> Result<Vec<Stored>, Error> {
    let mut connection = workspace.store.read().await?;
    Ok(blobs::below(&mut connection, folder, after, limit).await?)
}

/// Forgets a file; whether it was there.
pub async fn delete(workspace: &Workspace, path: &str) -> Result<bool, Error> {
    let mut write = workspace.store.write().await?;
    let was_there = blobs::delete(&mut write, path).await?;
    write.commit().await?;
    Ok(was_there)
}

/// Replaces what is written about a file; none when it is not there.
pub async fn describe(
    workspace: &Workspace,
    path: &str,
    metadata: BTreeMap<String, String>,
) -> Result<Option<Stored>, Error> {
    let mut write = workspace.store.write().await?;
    let Some(stored) = blobs::get(&mut write, path).await? else { return Ok(None) };
    let stored = Stored { metadata, ..stored };
    blobs::put(&mut write, &stored).await?;
    write.commit().await?;
    Ok(Some(stored))
}

/// All files below a folder as a tar archive; none when there is no file.
pub async fn archive(workspace: &Workspace, folder: &str) -> Result<Option<Body>, Error> {
    let files = list(workspace, folder, "", MOST + 1).await?;
    if files.is_empty() {
        return Ok(None);
    }
    if i64::try_from(files.len()).unwrap_or(i64::MAX) > MOST {
        return Err(Error::refuse(code::TOO_LARGE, format!("the folder {folder} has more than {MOST} files"))
            .help("Leave out what the build does not need"));
    }
    let entries: Vec<_> = files
        .into_iter()
        .map(|blob| (blob.path[folder.len()..].to_owned(), workspace.blobs.content(&blob.content)))
        .collect();
    packed(entries).await.map(Some)
}

/// Refuses paths that no folder has.
fn check(path: &str) -> Result<(), Error> {
    let bad = |part: &str| part.is_empty() || part == "." || part == ".." || part.chars().any(char::is_control);
    if path.len() > LONGEST || path.trim_end_matches('/').split('/').any(bad) {
        let shown: String = path.chars().take(60).flat_map(char::escape_debug).collect();
        return Err(Error::refuse(code::INVALID_PARAMETER, format!("\u{201c}{shown}\u{201d} cannot be a path"))
            .help("Use names separated by slashes, without `.` and `..`, at most 1024 bytes long"));
    }
    Ok(())
}

/// The machine did not do it.
pub fn failed(error: &io::Error) -> Error {
    tracing::error!(%error, "an uploaded file cannot be read or written");
    Error::refuse(code::UNAVAILABLE, format!("an uploaded file cannot be read or written: {error}"))
        .help("See that the disk of the server has room and works, then try again")
}
