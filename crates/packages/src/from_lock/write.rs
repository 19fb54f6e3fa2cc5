//! The lock as uv reads it (`pylock.toml`), with one file for every package wherever the lock tells which.

use crate::{error::PackageError, lock::Locked};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Pylock {
    #[serde(rename = "lock-version")]
    lock_version: &'static str,
    #[serde(rename = "created-by")]
    created_by: &'static str,
    packages: Vec<Entry>,
}

/// A package of the file.
#[derive(Serialize)]
pub struct Entry {
    name: String,
    version: String,
    #[serde(flatten)]
    from: From,
}

/// Where a package is installed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// A commit of a repository.
    Vcs(Repository),
    /// A file that the definition names by its address.
    Archive(File),
    /// Files of an index; uv takes the wheel that fits, else the source.
    #[serde(untagged)]
    Index {
        /// Wheels.
        wheels: Vec<File>,
        /// The source.
        #[serde(skip_serializing_if = "Option::is_none")]
        sdist: Option<File>,
    },
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repository {
    r#type: String,
    url: String,
    #[serde(rename = "commit-id")]
    commit: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct File {
    url: String,
    /// uv refuses another file than this.
    hashes: Hashes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Hashes {
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl Entry {
    /// A package of a lock.
    pub fn new(package: &Locked, from: From) -> Self {
        Self { name: package.name.clone(), version: package.version.clone(), from }
    }
}

impl From {
    /// `git+https://…@COMMIT`.
    pub fn commit(address: &str) -> Option<Self> {
        let (kind, rest) = address.split_once('+')?;
        let (url, commit) = rest.rsplit_once('@')?;
        let plain = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric());
        (plain(kind) && plain(commit))
            .then(|| Self::Vcs(Repository { r#type: kind.into(), url: url.into(), commit: commit.into() }))
    }

    /// Files of an index.
    pub fn index(files: impl IntoIterator<Item = File>) -> Self {
        let (wheels, sources): (Vec<File>, Vec<File>) = files.into_iter().partition(File::is_wheel);
        Self::Index { wheels, sdist: sources.into_iter().next() }
    }
}

impl File {
    /// The file at an address, with its SHA-256 where that is known.
    pub fn new(url: impl Into<String>, sha256: Option<String>) -> Self {
        Self { url: url.into(), hashes: Hashes { sha256 } }
    }

    fn is_wheel(&self) -> bool {
        self.url.split(['?', '#']).next().is_some_and(|path| path.strip_suffix(".whl").is_some())
    }
}

/// The text of the file.
pub fn write(packages: Vec<Entry>) -> Result<String, PackageError> {
    let lock = Pylock { lock_version: "1.0", created_by: "terrarium", packages };
    Ok(toml::to_string(&lock).map_err(io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::PackageManager;

    #[test]
    fn every_way_to_come_by_a_package_is_written_as_uv_reads_it() {
        let package = |name: &str| Locked {
            name: name.into(),
            version: "1.0".into(),
            source: PackageManager::Pip,
            build: None,
            sha256: None,
            url: None,
        };
        let hash = Some("8abb".to_owned());
        let entries = vec![
            Entry::new(
                &package("a"),
                From::index([File::new("https://x.example/a-1.0-py3-none-any.whl", hash.clone())]),
            ),
            Entry::new(&package("b"), From::index([File::new("https://x.example/b-1.0.tar.gz", None)])),
            Entry::new(&package("c"), From::Archive(File::new("https://x.example/c.zip", hash))),
            Entry::new(&package("d"), From::commit("git+https://x.example/d.git@0a1b2c").unwrap()),
        ];
        insta::assert_snapshot!("every way", write(entries).unwrap());
    }

    #[test]
    fn what_is_no_commit_is_none() {
        assert_eq!(From::commit("https://x.example/a.whl"), None);
        assert_eq!(From::commit("git+https://x.example/a.git@--upload-pack=evil"), None);
    }
}
