//! The Python indexes of this machine.

use super::fetch::{Limits, page};
use super::names::Names;
use super::{Catalogue, CatalogueError, Offered, simple, versions};
use crate::packages::address::{masked, public};
use crate::packages::requirements::normalised;
use crate::packages::uv;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A page of one package: the longest have some ten thousand files.
const PACKAGE: Limits = Limits { bytes: 32_000_000, time: Duration::from_secs(20) };
/// The list of every name.
const ROOT: Limits = Limits { bytes: 200_000_000, time: Duration::from_mins(5) };
/// No name is longer, in bytes.
const LONGEST: usize = 128;

impl Catalogue {
    /// The versions of a package in all Python indexes, newest first, and which of them is the newest to take.
    ///
    /// # Errors
    /// When the name is none, when no index has it, or when an index does not tell.
    pub async fn python_versions(&self, name: &str) -> Result<Vec<Offered>, CatalogueError> {
        let name = package_name(name)?;
        let mut files = Vec::new();
        let mut missing = 0;
        let indexes = self.indexes().await?;
        for index in &indexes {
            let address = below(index, &name);
            match page(&address, self.trusts(index), PACKAGE).await {
                Ok(page) => files.extend(simple::files(&page).map_err(|reason| unclear(index, &reason))?),
                Err(CatalogueError::Missing(_)) => missing += 1,
                Err(error) => return Err(error),
            }
        }
        if missing == indexes.len() {
            return Err(CatalogueError::Missing(name));
        }
        Ok(versions::of_files(&name, files))
    }

    /// Every name that the Python indexes have, as far as it is known yet; the second says whether it is time to ask
    /// them with [`Catalogue::learn_python_names`]. None where this machine names no index of its own: the list of uv's
    /// own is too large to be fetched unasked.
    pub async fn python_names(&self) -> Option<(Option<Arc<Names>>, bool)> {
        let file = self.names_file()?;
        let mut kept = self.names.lock().await;
        let names = kept.names(&file);
        Some((names, kept.is_stale()))
    }

    /// Fetches the names of the configured Python indexes and keeps them. Whoever comes second waits for the first.
    ///
    /// # Errors
    /// When an index does not tell them, or they cannot be kept.
    pub async fn learn_python_names(&self) -> Result<(), CatalogueError> {
        let Some(file) = self.names_file() else { return Ok(()) };
        let _one = self.learning.lock().await;
        if !self.names.lock().await.is_stale() {
            return Ok(());
        }
        let fetched = self.fetch_names().await;
        let mut kept = self.names.lock().await;
        let put = match fetched {
            Ok(names) => kept.put(names, &file).map_err(|error| {
                CatalogueError::Unreachable(format!("the names of the Python index cannot be kept: {error}"))
            }),
            Err(error) => Err(error),
        };
        put.inspect_err(|_| kept.fail())
    }

    async fn fetch_names(&self) -> Result<Names, CatalogueError> {
        let mut names = Vec::new();
        for index in self.indexes().await? {
            let page = page(&index, self.trusts(&index), ROOT).await?;
            names.extend(simple::names(&page).map_err(|reason| unclear(&index, &reason))?);
        }
        Ok(Names::new(names.iter().map(|name| normalised(name)).collect()))
    }

    /// Where the names of these indexes are kept.
    fn names_file(&self) -> Option<PathBuf> {
        self.indexes.index()?;
        let addresses = self.indexes.addresses().collect::<Vec<_>>().join("\n");
        let digest = definition::Digest::of(&addresses);
        Some(self.folder.join(format!("names-{}", digest.short())))
    }

    /// The addresses of the configured indexes, or that of uv's own where none is.
    async fn indexes(&self) -> Result<Vec<Url>, CatalogueError> {
        let mut indexes: Vec<Url> = Vec::new();
        if self.indexes.index().is_none() {
            let own = self.own.get_or_try_init(uv::own_index).await;
            indexes.push(own.map_err(|error| CatalogueError::Unreachable(masked(&error.to_string())))?.clone());
        }
        for address in self.indexes.addresses() {
            let index = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            indexes.push(index.ok_or_else(|| {
                CatalogueError::Unreachable(format!("the index {} is no address that can be asked", masked(address)))
            })?);
        }
        for index in &mut indexes {
            if !index.path().ends_with('/') {
                index.set_path(&format!("{}/", index.path()));
            }
        }
        Ok(indexes)
    }

    fn trusts(&self, index: &Url) -> bool {
        let host = index.host_str().unwrap_or_default();
        let port = index.port().map(|port| format!("{host}:{port}")).unwrap_or_default();
        self.indexes.trusted().any(|trusted| trusted == host || trusted == port)
    }
}

/// The page of a package in an index.
fn below(index: &Url, name: &str) -> Url {
    let mut address = index.clone();
    address.set_path(&format!("{}{name}/", index.path()));
    address
}

/// A name as indexes write it in addresses.
fn package_name(name: &str) -> Result<String, CatalogueError> {
    let plain =
        name.len() <= LONGEST && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    let name = Some(normalised(name)).filter(|name| plain && !name.is_empty());
    name.ok_or_else(|| {
        CatalogueError::Name("the name of a Python package holds letters, digits, `.`, `_` and `-` only".into())
    })
}

fn unclear(index: &Url, reason: &str) -> CatalogueError {
    CatalogueError::Unreachable(format!("the page of the index at {} cannot be read: {reason}", public(index)))
}
