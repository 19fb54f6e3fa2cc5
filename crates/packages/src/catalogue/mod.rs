//! What the configured indexes and channels offer: names, and the versions of a name.

mod conda;
mod fetch;
mod names;
mod python;
pub(crate) mod simple;
mod versions;

use crate::pip::Indexes;
use rattler_repodata_gateway::Gateway;
use std::path::PathBuf;
use std::sync::OnceLock;
use tokio::sync::{Mutex, OnceCell};
use url::Url;

pub(crate) use python::package_page;
pub(crate) use versions::version_of_file;

pub use names::Names;
pub use versions::{Offered, newest};

/// Why a catalogue has no answer. The message has no credentials.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// This cannot be the name of a package or channel.
    #[error("{0}")]
    Name(String),
    /// No index or channel has a package of this name.
    #[error("no index or channel has {0}")]
    Missing(String),
    /// An index or channel cannot be read: the reason and what to do.
    #[error("{0}")]
    Unreachable(String),
}

/// The indexes of this machine, and channels.
pub struct Catalogue {
    indexes: Indexes,
    /// The cache that builds share.
    folder: PathBuf,
    gateway: OnceLock<Gateway>,
    /// The index that uv itself takes where nothing is configured.
    own: OnceCell<Url>,
    names: Mutex<names::NameCache>,
    /// Held while the names are fetched.
    fetching: Mutex<()>,
}

impl Catalogue {
    /// The catalogue of these indexes; `folder` is the cache that builds share.
    #[must_use]
    pub fn new(indexes: Indexes, folder: PathBuf) -> Self {
        Self {
            indexes,
            folder,
            gateway: OnceLock::new(),
            own: OnceCell::new(),
            names: Mutex::default(),
            fetching: Mutex::default(),
        }
    }
}
