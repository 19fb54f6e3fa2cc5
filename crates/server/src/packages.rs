//! What the configured indexes and channels offer, kept for a while.

use crate::{Error, Workspace, kept::Kept, store, workspace::Rooms};
use api::{PackageNames, PackageVersion, PackageVersions, code};
use builder::packages::catalogue::{CatalogueError, Offered, newest};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::Semaphore;

/// How long versions count as those of now, and the packages of the workspace.
const FRESH: time::Duration = time::Duration::minutes(10);
/// How many pages of indexes are fetched at once.
const AT_ONCE: usize = 8;
/// How many images are looked into for names, built last first.
const IMAGES: i64 = 200;
/// How many channels one question may name.
const CHANNELS: usize = 10;

/// Where packages come from, with the channels that are asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Conda channels, in order of priority.
    Conda(Vec<String>),
    /// The Python indexes.
    Pip,
}

/// What was asked before.
#[derive(Debug)]
pub struct Packages {
    versions: Kept<(Source, String), PackageVersions>,
    seen: Kept<bool, BTreeSet<String>>,
    room: Semaphore,
}

impl Default for Packages {
    fn default() -> Self {
        Self { versions: Kept::new(FRESH), seen: Kept::new(FRESH), room: Semaphore::new(AT_ONCE) }
    }
}

impl Source {
    /// The source of this name; channels, between commas, are those of the workspace when none is given.
    pub fn read(name: &str, channels: Option<&str>, defaults: &[String]) -> Result<Self, Error> {
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
                if named.len() > CHANNELS {
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

/// Names that begin like this, at most `limit`.
pub async fn names(workspace: &Workspace, source: &Source, prefix: &str, limit: usize) -> Result<PackageNames, Error> {
    let prefix = match source {
        Source::Pip => prefix.trim().to_ascii_lowercase().replace(['_', '.'], "-"),
        Source::Conda(_) => prefix.trim().to_ascii_lowercase(),
    };
    let is_conda = matches!(source, Source::Conda(_));
    let now = workspace.settings.clock.now();
    let seen = workspace.packages.seen.get(&is_conda, now, seen(workspace, is_conda)).await?;
    let mut names: Vec<String> =
        seen.range(prefix.clone()..).take_while(|name| name.starts_with(&prefix)).take(limit).cloned().collect();
    let (offered, reason) = match source {
        Source::Pip => python_names(workspace, &prefix, limit).await,
        Source::Conda(channels) => conda_names(workspace, channels, &prefix, limit).await,
    };
    names.extend(offered.into_iter().filter(|name| !seen.contains(name)));
    names.truncate(limit);
    Ok(PackageNames { names, reason })
}

async fn python_names(workspace: &Workspace, prefix: &str, limit: usize) -> (Vec<String>, Option<String>) {
    let (names, stale) = workspace.builder.catalogue().python_names().await;
    if stale {
        let stopping = workspace.stopping.clone();
        let rooms = workspace.rooms();
        tokio::spawn(stopping.run_until_cancelled_owned(async move { learn(&rooms).await }));
    }
    match names {
        Some(names) => (names.beginning(prefix, limit).map(str::to_owned).collect(), None),
        None => (Vec::new(), Some("the names of the Python index are not here yet".into())),
    }
}

/// Fetches the names of the Python index in the background. Completion goes on with what is known.
async fn learn(rooms: &Rooms) {
    if let Err(error) = rooms.builder.catalogue().learn_python_names().await {
        tracing::warn!(%error, "the names of the Python index cannot be had");
    }
}

async fn conda_names(rooms: &Rooms, channels: &[String], prefix: &str, limit: usize) -> (Vec<String>, Option<String>) {
    if channels.is_empty() {
        return (Vec::new(), Some("no channel is named".into()));
    }
    let _room = rooms.packages.room.acquire().await;
    match rooms.builder.catalogue().conda_names(channels, prefix, limit).await {
        Ok(names) => (names, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    }
}

/// The packages of the newest images, and those that the newest versions name.
async fn seen(rooms: &Rooms, is_conda: bool) -> Result<BTreeSet<String>, Error> {
    let mut connection = rooms.store.read().await?;
    let mut names: BTreeSet<String> = store::packages::asked_for(&mut connection).await?.into_iter().collect();
    let source = if is_conda { "conda" } else { "pip" };
    for lock in store::packages::locks(&mut connection, IMAGES).await? {
        names.extend(lock.into_iter().filter(|package| package.source == source).map(|package| package.name));
    }
    Ok(names)
}

/// The versions of a package, newest first.
pub async fn versions(workspace: &Workspace, source: Source, name: &str) -> Result<Arc<PackageVersions>, Error> {
    let catalogue = workspace.builder.catalogue();
    let ask = async {
        // The workspace never closes it.
        let _room = workspace.packages.room.acquire().await;
        let offered = match &source {
            Source::Pip => catalogue.python_versions(name).await,
            Source::Conda(channels) => catalogue.conda_versions(channels, name).await,
        };
        let offered = offered.map_err(refusal)?;
        let newest = newest(&offered).map(|offered| offered.version.clone());
        let newest = newest.ok_or_else(|| Error::not_found(format!("version of {name}")))?;
        Ok(PackageVersions { name: name.to_owned(), newest, versions: offered.into_iter().map(version).collect() })
    };
    let now = workspace.settings.clock.now();
    workspace.packages.versions.get(&(source.clone(), name.to_ascii_lowercase()), now, ask).await
}

fn version(Offered { version, prerelease, yanked, requires_python }: Offered) -> PackageVersion {
    PackageVersion { version, prerelease, yanked, requires_python }
}

fn refusal(error: CatalogueError) -> Error {
    match error {
        CatalogueError::Name(reason) => Error::refuse(code::INVALID_PARAMETER, reason).field("name"),
        CatalogueError::Missing(name) => Error::not_found(format!("package {name} in the indexes")),
        CatalogueError::Unreachable(reason) => {
            Error::refuse(code::UNAVAILABLE, "the indexes do not say which versions there are").help(reason)
        }
    }
}
