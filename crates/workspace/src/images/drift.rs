//! Drift: what a build of an image's definition would install today, compared with what the image holds.

use super::locks::manager_name;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    clock::{SharedClock, stamp},
    definitions::Checked,
    packages::AnswerCache,
};
use api::{PackageToday, Permission, Today, code};
use builder::{
    BuildError, Builder,
    packages::{self, Resolved},
};
use definition::Digest;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{
    Store,
    images::{self, LockedPackage},
    logs::{self, Log},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How long a report is cached.
const TTL: time::Duration = time::Duration::minutes(15);
/// How many definitions are resolved at once.
const PARALLEL_RESOLUTIONS: usize = 2;
/// How long a resolution may take.
const RESOLUTION_TIMEOUT: Duration = Duration::from_mins(3);
/// What a virtual environment has from the Python that made it, requested or not.
const VENV_PACKAGES: [&str; 3] = ["pip", "setuptools", "wheel"];

/// Reports how images drifted from the package indexes.
#[derive(Clone)]
pub struct DriftReports {
    store: Store,
    builder: Arc<Builder>,
    clock: SharedClock,
    shutdown: CancellationToken,
    reports: AnswerCache<String, Today>,
    resolutions: Arc<Semaphore>,
}

impl DriftReports {
    /// Reports on the images of this store, resolved by the builder.
    pub fn new(store: Store, builder: Arc<Builder>, clock: SharedClock, shutdown: CancellationToken) -> Self {
        let reports = AnswerCache::new(TTL, clock.clone());
        let resolutions = Arc::new(Semaphore::new(PARALLEL_RESOLUTIONS));
        Self { store, builder, clock, shutdown, reports, resolutions }
    }

    /// The drift of the current image of a hash.
    pub async fn get(&self, actor: &Actor, hash: Digest) -> Result<Arc<Today>, Error> {
        authorize(actor, Permission::QueryIndexes, Resource::Image(hash))?;
        let mut connection = self.store.read().await?;
        let text = hash.to_string();
        let stored = images::current_of_any_version(&mut connection, &text).await?;
        let stored = stored.ok_or_else(|| Error::not_found(format!("image of hash {}", hash.short())))?;
        let contents = images::contents(&mut connection, &text, &stored.manifest).await?;
        let line = logs::find(&mut connection, Log::Build(stored.build), packages::PYTHON_IN_LOG).await?;
        drop(connection);
        let python = line.as_deref().and_then(packages::python_in_log);
        let now = self.clock.now();
        let report = async {
            let resolved = self.resolve(&contents.definition, python).await?;
            Ok(Today { asked_at: stamp(now), packages: compare(&contents.lock, resolved) })
        };
        Box::pin(self.reports.get(stored.manifest, report)).await
    }

    async fn resolve(&self, definition: &serde_json::Value, python: Option<&str>) -> Result<Vec<Resolved>, Error> {
        let checked = Checked::stored(definition)?;
        checked.buildable()?;
        let plan = definition::plan(&checked.canonical);
        // The semaphore is never closed.
        let _resolution = self.resolutions.acquire().await;
        let resolving = self.shutdown.run_until_cancelled(self.builder.resolve(&plan, python));
        match tokio::time::timeout(RESOLUTION_TIMEOUT, resolving).await {
            Ok(Some(Ok(resolved))) => Ok(resolved),
            Ok(Some(Err(error))) => Err(refusal(error)),
            Ok(None) => Err(Error::refuse(code::UNAVAILABLE, "the server is shutting down")),
            Err(_) => {
                Err(Error::refuse(code::UNAVAILABLE, "resolving against the package indexes timed out after 3 minutes")
                    .help("Try again: what was fetched so far is cached"))
            }
        }
    }
}

fn refusal(error: BuildError) -> Error {
    match error {
        BuildError::Step { cause, .. } => {
            Error::refuse(code::UNRESOLVABLE, "these packages can no longer be installed together").help(cause)
        }
        BuildError::Unreachable(cause) => {
            Error::refuse(code::UNAVAILABLE, "could not reach the package indexes").help(cause)
        }
        error => Error::refuse(code::UNAVAILABLE, "could not resolve the definition against the package indexes")
            .help(error.to_string()),
    }
}

/// Every package of the lock with the version of today, and those that would be added, sorted by name.
fn compare(lock: &[LockedPackage], resolved: Vec<Resolved>) -> Vec<PackageToday> {
    let has_conda = lock.iter().any(|package| package.source == "conda");
    let mut packages: BTreeMap<(String, String), PackageToday> = BTreeMap::new();
    for package in lock {
        let LockedPackage { name, version, source, .. } = package.clone();
        // The same Python brings the same ones again, and a rebuild keeps it.
        let today = (source == "uv" || !has_conda && VENV_PACKAGES.contains(&name.as_str())).then(|| version.clone());
        let key = (name.clone(), source.clone());
        packages.insert(key, PackageToday { name, source, built: Some(version), today, through: Vec::new() });
    }
    for Resolved { name, version, source, through } in resolved {
        let source = manager_name(source);
        let package = packages.entry((name.clone(), source.to_owned())).or_insert_with(|| PackageToday {
            name,
            source: source.to_owned(),
            built: None,
            today: None,
            through: Vec::new(),
        });
        // An address is the same today.
        package.today = version.or_else(|| package.built.clone());
        package.through = through;
    }
    packages.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use builder::PackageManager;

    fn locked(name: &str, version: &str, source: &str) -> LockedPackage {
        let (name, version, source) = (name.into(), version.into(), source.into());
        LockedPackage { name, version, source, build: None, sha256: None, url: None }
    }

    fn resolved(name: &str, version: Option<&str>, through: &[&str]) -> Resolved {
        Resolved {
            name: name.into(),
            version: version.map(Into::into),
            source: PackageManager::Pip,
            through: through.iter().map(|&name| name.into()).collect(),
        }
    }

    #[test]
    fn what_moves_comes_and_goes_is_reported_and_what_python_brings_stays() {
        let lock = [
            locked("pip", "23.0", "pip"),
            locked("requests", "2.31", "pip"),
            locked("six", "1.16", "pip"),
            locked("tool", "1.0", "pip"),
        ];
        let resolved = vec![
            resolved("requests", Some("2.34"), &[]),
            resolved("idna", Some("3.4"), &["requests"]),
            resolved("tool", None, &[]),
        ];
        let compared: Vec<String> = compare(&lock, resolved)
            .iter()
            .map(|package| {
                let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "-".into());
                let PackageToday { name, built, today, .. } = package;
                format!("{name} {} {} {}", version(built), version(today), package.moves())
            })
            .collect();
        assert_eq!(
            compared,
            [
                "idna - 3.4 true",
                "pip 23.0 23.0 false",
                "requests 2.31 2.34 true",
                "six 1.16 - true",
                "tool 1.0 1.0 false"
            ]
        );
    }
}
