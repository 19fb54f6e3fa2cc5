//! What a build of an image's definition would install today, beside what the image holds.

use crate::{
    Error, Workspace,
    checked::Checked,
    clock::stamp,
    kept::Kept,
    store::{
        images,
        log::{self, Log},
    },
    workspace::Rooms,
};
use api::{LockedPackage, PackageToday, Today, code};
use builder::{BuildError, PackageManager, packages};
use definition::Digest;
use packages::Resolved;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// How long an answer counts as that of today.
const FRESH: time::Duration = time::Duration::minutes(15);
/// How many definitions are resolved at once.
const AT_ONCE: usize = 2;
/// How long resolving may take.
const LONGEST: Duration = Duration::from_mins(3);
/// What a virtual environment has from the Python that made it, asked for or not.
const BROUGHT: [&str; 3] = ["pip", "setuptools", "wheel"];

/// What was asked, and how many ask.
#[derive(Debug)]
pub struct Todays {
    kept: Kept<String, Today>,
    room: Semaphore,
}

impl Default for Todays {
    fn default() -> Self {
        Self { kept: Kept::new(FRESH), room: Semaphore::new(AT_ONCE) }
    }
}

/// What the indexes hold today for the current image of a hash.
pub async fn get(workspace: &Workspace, hash: Digest) -> Result<Arc<Today>, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let stored = images::shown(&mut connection, &text).await?;
    let stored = stored.ok_or_else(|| Error::not_found(format!("image of hash {}", hash.short())))?;
    let contents = images::contents(&mut connection, &text, &stored.manifest).await?;
    let told = log::find(&mut connection, Log::Build(stored.build), packages::PYTHON_IN_LOG).await?;
    drop(connection);
    let python = told.as_deref().and_then(packages::python_in_log);
    let now = workspace.settings.clock.now();
    let ask = async {
        let resolved = resolve(workspace, &contents.definition, python).await?;
        Ok(Today { asked_at: stamp(now), packages: beside(&contents.lock, resolved) })
    };
    workspace.todays.kept.get(&stored.manifest, now, ask).await
}

async fn resolve(rooms: &Rooms, definition: &serde_json::Value, python: Option<&str>) -> Result<Vec<Resolved>, Error> {
    let checked = Checked::stored(definition)?;
    checked.buildable()?;
    let plan = definition::plan(&checked.canonical);
    // The workspace never closes it.
    let _room = rooms.todays.room.acquire().await;
    let resolving = rooms.stopping.run_until_cancelled(rooms.builder.resolve(&plan, python));
    match tokio::time::timeout(LONGEST, resolving).await {
        Ok(Some(Ok(resolved))) => Ok(resolved),
        Ok(Some(Err(error))) => Err(refusal(error)),
        Ok(None) => Err(Error::refuse(code::UNAVAILABLE, "the server stops")),
        Err(_) => Err(Error::refuse(code::UNAVAILABLE, "what the indexes hold today was not found in 3 minutes")
            .help("Ask again: what was found so far is kept")),
    }
}

fn refusal(error: BuildError) -> Error {
    match error {
        BuildError::Step { cause, .. } => {
            Error::refuse(code::UNRESOLVABLE, "the packages of this image cannot be had together today").help(cause)
        }
        BuildError::Unreachable(cause) => {
            Error::refuse(code::UNAVAILABLE, "the indexes cannot be asked what they hold today").help(cause)
        }
        error => {
            Error::refuse(code::UNAVAILABLE, "what the indexes hold today cannot be found out").help(error.to_string())
        }
    }
}

/// Every package of the lock beside the one of today, and those that would come, sorted by name.
fn beside(lock: &[LockedPackage], resolved: Vec<Resolved>) -> Vec<PackageToday> {
    let has_conda = lock.iter().any(|package| package.source == "conda");
    let mut packages: BTreeMap<(String, String), PackageToday> = BTreeMap::new();
    for package in lock {
        let LockedPackage { name, version, source, .. } = package.clone();
        // The same Python brings the same ones again, and a rebuild keeps it.
        let today = (source == "uv" || !has_conda && BROUGHT.contains(&name.as_str())).then(|| version.clone());
        let key = (name.clone(), source.clone());
        packages.insert(key, PackageToday { name, source, built: Some(version), today, through: Vec::new() });
    }
    for Resolved { name, version, source, through } in resolved {
        let source = match source {
            PackageManager::Conda => "conda",
            PackageManager::Pip => "pip",
            PackageManager::Maven => "maven",
            PackageManager::Uv => "uv",
        };
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
    fn what_moves_comes_and_goes_is_told_and_what_python_brings_stays() {
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
        let said: Vec<String> = beside(&lock, resolved)
            .iter()
            .map(|package| {
                let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "-".into());
                let PackageToday { name, built, today, .. } = package;
                format!("{name} {} {} {}", version(built), version(today), package.moves())
            })
            .collect();
        assert_eq!(
            said,
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
