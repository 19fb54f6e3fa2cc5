//! Build contexts: uploaded, kept by the digest of their files, given to builds.
//!
//! The files of a context are in one archive in the workspace's folder, the list of them is in the database. An archive is
//! there before the database says so, and the database forgets it before it goes: whatever the database knows is complete.

mod archive;
mod packed;
mod tidy;
mod upload;

pub use packed::packed;
pub use tidy::{start, tidy};
pub use upload::{Upload, upload};

use crate::{
    Error, Workspace,
    checked::Checked,
    store::{Connection, contexts},
};
use api::{Context, code};
use definition::Digest;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};
use tokio::sync::Mutex;

/// The folder of the archives.
pub struct Contexts {
    folder: PathBuf,
    /// Held by whoever changes which archives there are, so that folder and database change together.
    changing: Mutex<()>,
}

impl Contexts {
    /// The folder below that of the workspace; made when it is missing.
    pub fn open(workspace: &Path) -> io::Result<Self> {
        let folder = workspace.join("contexts");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, changing: Mutex::new(()) })
    }

    /// Where the archives are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The archive of a context.
    fn archive(&self, digest: Digest) -> PathBuf {
        self.folder.join(format!("{digest}.tar"))
    }
}

/// One context.
pub async fn get(workspace: &Workspace, digest: Digest) -> Result<Context, Error> {
    let mut connection = workspace.store.read().await?;
    let stored = contexts::get(&mut connection, digest).await?.ok_or_else(|| missing(digest))?;
    let contexts::Stored { files, size, uploaded_at, needed } = stored;
    Ok(Context { digest, size, files, uploaded_at, needed })
}

/// The archive of a context, to read.
pub async fn open(workspace: &Workspace, digest: Digest) -> Result<File, Error> {
    get(workspace, digest).await?;
    File::open(workspace.contexts.archive(digest)).map_err(|error| failed(&error))
}

/// Writes down that a definition needs its context, which stays from now on; refuses one whose context is not here.
pub async fn need(connection: &mut Connection, checked: &Checked) -> Result<(), Error> {
    let Some(digest) = checked.canonical.steps.context else { return Ok(()) };
    if contexts::need(connection, digest).await? {
        return Ok(());
    }
    Err(Error::refuse(code::MISSING_CONTEXT, format!("the workspace does not have the build context {digest}"))
        .field("docker.buildContext.digest")
        .help(format!("Upload its files first, as a tar archive to {}", api::path::CONTEXTS)))
}

fn missing(digest: Digest) -> Error {
    Error::not_found(format!("build context {digest}"))
        .help("Contexts that no version, build or run needs go a day after their upload")
}

/// The machine did not do it.
fn failed(error: &io::Error) -> Error {
    tracing::error!(%error, "the files of a build context cannot be read or written");
    Error::refuse(code::UNAVAILABLE, format!("the files of the build context cannot be read or written: {error}"))
        .help("See that the disk of the server has room and works, then try again")
}
