//! Build contexts: uploaded, stored by the digest of their files, given to builds.
//!
//! The files of a context are in one archive in the workspace's folder, the list of them is in the database. An archive is
//! there before the database says so, and the database forgets it before it is removed: whatever the database lists is
//! complete.

mod archive;
mod cleanup;
mod pack;
mod snapshots;
mod upload;

pub use pack::pack_files;
pub use snapshots::Snapshots;
pub use upload::ContextUpload;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    clock::SharedClock,
    definitions::Checked,
    disk::{DiskReserve, blocking},
};
use api::{Context, Permission, code};
use definition::Digest;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Connection, Store, contexts};
use tokio::sync::Mutex;

/// The build contexts of the workspace.
#[derive(Clone)]
pub struct Contexts {
    store: Store,
    clock: SharedClock,
    /// How large the files of a context may be together, in bytes.
    max_size: u64,
    reserve: DiskReserve,
    folder: Arc<Path>,
    /// Held while archives are added or removed, so that folder and database change together.
    changing: Arc<Mutex<()>>,
}

impl Contexts {
    /// The contexts below the workspace's folder, which is made when it is missing.
    pub fn open(
        store: Store,
        clock: SharedClock,
        max_size: u64,
        reserve: DiskReserve,
        workspace: &Path,
    ) -> io::Result<Self> {
        let folder = Self::folder_in(workspace);
        fs::create_dir_all(&folder)?;
        Ok(Self { store, clock, max_size, reserve, folder: folder.into(), changing: Arc::default() })
    }

    /// Where the archives of a workspace are, each `DIGEST.tar`.
    pub fn folder_in(workspace: &Path) -> PathBuf {
        workspace.join("contexts")
    }

    fn archive(&self, digest: Digest) -> PathBuf {
        self.folder.join(format!("{digest}.tar"))
    }

    /// One context.
    pub async fn get(&self, actor: &Actor, digest: Digest) -> Result<Context, Error> {
        authorize(actor, Permission::Download, Resource::Context(digest))?;
        self.read(digest).await
    }

    async fn read(&self, digest: Digest) -> Result<Context, Error> {
        let mut connection = self.store.read().await?;
        let stored = contexts::get(&mut connection, digest).await?.ok_or_else(|| missing(digest))?;
        let contexts::ContextRow { files, size, uploaded_at, needed } = stored;
        Ok(Context { digest, size, files, uploaded_at, needed })
    }

    /// The archive of a context, to read.
    pub async fn open_archive(&self, actor: &Actor, digest: Digest) -> Result<File, Error> {
        self.get(actor, digest).await?;
        let archive = self.archive(digest);
        blocking(move || File::open(archive)).await?.map_err(|error| io_error(&error))
    }
}

/// Records that a definition needs its context, which is kept from now on; refuses one whose context was not uploaded.
pub async fn require(connection: &mut Connection, checked: &Checked) -> Result<(), Error> {
    let Some(digest) = checked.canonical.steps.context else { return Ok(()) };
    if contexts::mark_needed(connection, digest).await? {
        return Ok(());
    }
    Err(Error::refuse(code::MISSING_CONTEXT, format!("the workspace does not have the build context {digest}"))
        .field("docker.buildContext.digest")
        .help(format!("Upload its files first, as a tar archive to {}", api::path::CONTEXTS)))
}

fn missing(digest: Digest) -> Error {
    Error::not_found(format!("build context {digest}"))
        .help("Contexts that no version, build or run needs are removed a day after their upload")
}

fn io_error(error: &io::Error) -> Error {
    tracing::error!(%error, "the files of a build context cannot be read or written");
    Error::refuse(code::UNAVAILABLE, format!("the files of the build context cannot be read or written: {error}"))
        .help("Make sure that the disk of the server works and has free space, then try again")
}
