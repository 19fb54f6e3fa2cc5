//! The Python indexes of this machine.

use super::fetch::{Limits, Page, page};
use super::names::Names;
use super::{Catalogue, CatalogueError, Offered, simple, versions};
use crate::address::{masked, public};
use crate::pip::{normalised, uv};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use url::Url;

/// Limits for the page of one package: the longest have some ten thousand files.
const PACKAGE_LIMITS: Limits = Limits { bytes: 32_000_000, time: Duration::from_secs(20) };
/// Limits for the list of all names.
const ROOT_LIMITS: Limits = Limits { bytes: 200_000_000, time: Duration::from_mins(5) };
/// The maximum length of a name, in bytes.
const MAX_NAME_BYTES: usize = 128;
/// The prefix of a file with the names of Python indexes, before the digest of their addresses.
const NAMES_PREFIX: &str = "names-";

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
            match package_page(index, &name, self.trusts(index)).await {
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
    /// them with [`Catalogue::learn_python_names`].
    pub async fn python_names(&self) -> (Option<Arc<Names>>, bool) {
        let mut cache = self.names.lock().await;
        let names = self.names_file().and_then(|file| cache.names(&file));
        (names, cache.is_stale())
    }

    /// Fetches the names of the Python indexes and keeps them. Whoever comes second waits for the first.
    ///
    /// # Errors
    /// When an index does not tell them, or they cannot be cached.
    pub async fn learn_python_names(&self) -> Result<(), CatalogueError> {
        let _one = self.fetching.lock().await;
        let learned = self.update_names().await;
        if learned.is_err() {
            self.names.lock().await.fail();
        }
        learned
    }

    async fn update_names(&self) -> Result<(), CatalogueError> {
        let indexes = self.indexes().await?;
        let Some(file) = self.names_file() else { return Ok(()) };
        {
            let mut cache = self.names.lock().await;
            cache.names(&file);
            if !cache.is_stale() {
                return Ok(());
            }
        }
        let names = self.fetch_names(indexes).await?;
        self.names.lock().await.put(names, &file).map_err(|error| {
            CatalogueError::Unreachable(format!("the names of the Python index cannot be cached: {error}"))
        })?;
        remove_short_named(&self.folder);
        Ok(())
    }

    async fn fetch_names(&self, indexes: Vec<Url>) -> Result<Names, CatalogueError> {
        let mut names = Vec::new();
        for index in indexes {
            let page = page(&index, self.trusts(&index), ROOT_LIMITS).await?;
            // Tens of megabytes: not on the threads that answer requests.
            let read = spawn_blocking(move || simple::names(&page)).await;
            let read = read.map_err(|error| unclear(&index, &error.to_string()))?;
            names.extend(read.map_err(|reason| unclear(&index, &reason))?);
        }
        let sorted = spawn_blocking(move || Names::new(names.iter().map(|name| normalised(name)).collect())).await;
        sorted.map_err(|error| CatalogueError::Unreachable(format!("the names cannot be sorted: {error}")))
    }

    /// Where the names of these indexes are cached; none while it is not known yet which index uv takes.
    fn names_file(&self) -> Option<PathBuf> {
        let own = self.own.get().map(Url::as_str);
        let first = self.indexes.index().or(own)?;
        let others = self.indexes.addresses().filter(|address| *address != first);
        let addresses = std::iter::once(first).chain(others).collect::<Vec<_>>().join("\n");
        let digest = definition::Digest::of(&addresses);
        Some(self.folder.join(format!("{NAMES_PREFIX}{digest}")))
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

/// The page of a package, by its normalised name, in an index whose address ends in a slash.
pub async fn package_page(index: &Url, name: &str, trusted: bool) -> Result<Page, CatalogueError> {
    page(&below(index, name), trusted, PACKAGE_LIMITS).await
}

/// Removes the files of servers that kept names under four digits of the digest, which two lists of indexes can share.
fn remove_short_named(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let digits = name.to_str().and_then(|name| name.strip_prefix(NAMES_PREFIX));
        if digits.is_some_and(|digits| digits.len() == 4) {
            // The next time names are cached does it again.
            drop(fs::remove_file(entry.path()));
        }
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
    let plain = name.len() <= MAX_NAME_BYTES
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    let name = Some(normalised(name)).filter(|name| plain && !name.is_empty());
    name.ok_or_else(|| {
        CatalogueError::Name("the name of a Python package holds letters, digits, `.`, `_` and `-` only".into())
    })
}

fn unclear(index: &Url, reason: &str) -> CatalogueError {
    CatalogueError::Unreachable(format!("the page of the index at {} cannot be read: {reason}", public(index)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_kept_under_four_digits_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let whole = format!("{NAMES_PREFIX}{}", definition::Digest::of(""));
        for name in ["names-e3b0", "names-ab12", &whole, "locks"] {
            fs::write(folder.path().join(name), "numpy\n").unwrap();
        }
        remove_short_named(folder.path());
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["locks", &whole]);
    }
}
