//! Packages that the configured indexes and channels offer, the versions of Python, and the package caches.

mod cache;
mod caches;
mod pythons;

pub use cache::AnswerCache;
pub use caches::CacheTrimmer;
pub use pythons::Pythons;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    clock::SharedClock,
};
use api::{PackageNames, PackageVersion, PackageVersions, Permission, code};
use builder::{
    Builder,
    packages::catalogue::{CatalogueError, Offered, newest},
};
use std::{collections::BTreeSet, sync::Arc};
use store::Store;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How long versions and the names of the workspace's packages are cached.
const TTL: time::Duration = time::Duration::minutes(10);
/// How many pages of indexes are fetched at once.
const PARALLEL_REQUESTS: usize = 8;
/// In how many images names are looked up, last built first.
const MAX_IMAGES: i64 = 200;
/// How many channels one request may name.
const MAX_CHANNELS: usize = 10;

/// Where packages come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PackageSource {
    /// Conda channels, in order of priority.
    Conda(Vec<String>),
    /// The Python indexes.
    Pip,
}

impl PackageSource {
    /// Parses the name of a source; channels, separated by commas, are those of the workspace when none is given.
    pub fn parse(name: &str, channels: Option<&str>, defaults: &[String]) -> Result<Self, Error> {
        let refuse = |message: &str| Error::refuse(code::INVALID_PARAMETER, message);
        match name {
            "pip" => Ok(Self::Pip),
            "conda" => {
                let named: Vec<String> = channels
                    .unwrap_or_default()
                    .split(',')
                    .map(|channel| channel.trim().to_owned())
                    .filter(|channel| !channel.is_empty())
                    .collect();
                if named.len() > MAX_CHANNELS {
                    return Err(refuse("more than 10 channels").field("channels"));
                }
                let definition = definition::Definition { channels: named.clone(), ..Default::default() };
                if !definition::secrets(&definition).is_empty() {
                    return Err(Error::refuse(code::SECRET, "a channel holds a credential").field("channels"));
                }
                Ok(Self::Conda(if named.is_empty() { defaults.to_vec() } else { named }))
            }
            _ => Err(refuse("packages come from `pip` or `conda`").field("source")),
        }
    }
}

/// Names and versions of packages.
#[derive(Clone)]
pub struct Packages {
    store: Store,
    builder: Arc<Builder>,
    shutdown: CancellationToken,
    versions: AnswerCache<(PackageSource, String), PackageVersions>,
    used: AnswerCache<bool, BTreeSet<String>>,
    requests: Arc<Semaphore>,
}

impl Packages {
    /// What the builder's indexes and channels offer, and what this store has seen.
    pub fn new(store: Store, builder: Arc<Builder>, clock: SharedClock, shutdown: CancellationToken) -> Self {
        Self {
            store,
            builder,
            shutdown,
            versions: AnswerCache::new(TTL, clock.clone()),
            used: AnswerCache::new(TTL, clock),
            requests: Arc::new(Semaphore::new(PARALLEL_REQUESTS)),
        }
    }

    /// At most `limit` names with this prefix, those of packages that the workspace uses first.
    pub async fn names(
        &self,
        actor: &Actor,
        source: &PackageSource,
        prefix: &str,
        limit: usize,
    ) -> Result<PackageNames, Error> {
        authorize(actor, Permission::QueryIndexes, Resource::Workspace)?;
        let prefix = match source {
            PackageSource::Pip => prefix.trim().to_ascii_lowercase().replace(['_', '.'], "-"),
            PackageSource::Conda(_) => prefix.trim().to_ascii_lowercase(),
        };
        let is_conda = matches!(source, PackageSource::Conda(_));
        let used = self.used.get(is_conda, self.used_packages(is_conda)).await?;
        let mut names: Vec<String> =
            used.range(prefix.clone()..).take_while(|name| name.starts_with(&prefix)).take(limit).cloned().collect();
        let (offered, reason) = match source {
            PackageSource::Pip => self.python_names(&prefix, limit).await,
            PackageSource::Conda(channels) => self.conda_names(channels, &prefix, limit).await,
        };
        names.extend(offered.into_iter().filter(|name| !used.contains(name)));
        names.truncate(limit);
        Ok(PackageNames { names, reason })
    }

    async fn python_names(&self, prefix: &str, limit: usize) -> (Vec<String>, Option<String>) {
        let (names, is_stale) = self.builder.catalogue().python_names().await;
        if is_stale {
            // Completion works with what is known meanwhile.
            let builder = Arc::clone(&self.builder);
            tokio::spawn(self.shutdown.clone().run_until_cancelled_owned(async move {
                if let Err(error) = builder.catalogue().learn_python_names().await {
                    tracing::warn!(%error, "could not fetch the names of the Python index");
                }
            }));
        }
        match names {
            Some(names) => (names.beginning(prefix, limit).map(str::to_owned).collect(), None),
            None => (Vec::new(), Some("the names of the Python index are being fetched".into())),
        }
    }

    async fn conda_names(&self, channels: &[String], prefix: &str, limit: usize) -> (Vec<String>, Option<String>) {
        if channels.is_empty() {
            return (Vec::new(), Some("no channel is configured".into()));
        }
        let _request = self.requests.acquire().await;
        match self.builder.catalogue().conda_names(channels, prefix, limit).await {
            Ok(names) => (names, None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        }
    }

    /// The packages of the newest images, and those that the newest versions name.
    async fn used_packages(&self, is_conda: bool) -> Result<BTreeSet<String>, Error> {
        let mut connection = self.store.read().await?;
        let mut names: BTreeSet<String> = store::packages::requested(&mut connection).await?.into_iter().collect();
        let source = if is_conda { "conda" } else { "pip" };
        for lock in store::packages::locks(&mut connection, MAX_IMAGES).await? {
            names.extend(lock.into_iter().filter(|package| package.source == source).map(|package| package.name));
        }
        Ok(names)
    }

    /// The versions of a package, newest first.
    pub async fn versions(
        &self,
        actor: &Actor,
        source: PackageSource,
        name: &str,
    ) -> Result<Arc<PackageVersions>, Error> {
        authorize(actor, Permission::QueryIndexes, Resource::Workspace)?;
        let catalogue = self.builder.catalogue();
        let query = async {
            // The semaphore is never closed.
            let _request = self.requests.acquire().await;
            let offered = match &source {
                PackageSource::Pip => catalogue.python_versions(name).await,
                PackageSource::Conda(channels) => catalogue.conda_versions(channels, name).await,
            };
            let offered = offered.map_err(refusal)?;
            let newest = newest(&offered).map(|offered| offered.version.clone());
            let newest = newest.ok_or_else(|| Error::not_found(format!("version of {name}")))?;
            let versions = offered.into_iter().map(package_version).collect();
            Ok(PackageVersions { name: name.to_owned(), newest, versions })
        };
        self.versions.get((source.clone(), name.to_ascii_lowercase()), query).await
    }
}

fn package_version(Offered { version, prerelease, yanked, requires_python }: Offered) -> PackageVersion {
    PackageVersion { version, prerelease, yanked, requires_python }
}

fn refusal(error: CatalogueError) -> Error {
    match error {
        CatalogueError::Name(reason) => Error::refuse(code::INVALID_PARAMETER, reason).field("name"),
        CatalogueError::Missing(name) => Error::not_found(format!("package {name} in the indexes")),
        CatalogueError::Unreachable(reason) => {
            Error::refuse(code::UNAVAILABLE, "could not ask the indexes for versions").help(reason)
        }
    }
}
