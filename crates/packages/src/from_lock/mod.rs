//! Packages from a lock: exactly those, from where they came from, whatever indexes and channels hold by now.

mod find;
mod write;

use crate::{
    error::{PackageError, refused},
    folders::Folders,
    lock::{Locked, MAX_NAMED, PackageManager, unavailable, unverified},
    log::{LogSender, log_line},
    pip::{IndexSettings, Indexes, netrc_for, normalised},
};
use definition::PythonPlan;
use find::FileSearch;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use std::collections::{BTreeMap, BTreeSet};
use write::{Entry, From};

/// How many addresses are requested at the same time.
const MAX_CONCURRENT_REQUESTS: usize = 16;
/// What a virtual environment has from the Python that made it; such a package has no file that is known.
const BUNDLED_PACKAGES: [&str; 3] = ["pip", "setuptools", "wheel"];

/// Leaves the pip packages of a lock for the step, as uv installs them, with what uv needs to get them.
pub async fn prepare(
    lock: &[Locked],
    python: &PythonPlan,
    indexes: &Indexes,
    folders: &Folders,
    log: &LogSender,
) -> Result<(), PackageError> {
    let settings = IndexSettings::new(indexes, &python.requirements).await?;
    folders.write_secret_input("netrc", &netrc_for(&indexes.complete(&python.requirements)))?;
    folders.write_input("uv.toml", &settings.to_toml()?)?;
    if let Some(text) = pylock(lock, python, settings, log).await? {
        folders.write_input("pylock.toml", &text)?;
    }
    Ok(())
}

/// The text for uv; none when there are no packages to install.
async fn pylock(
    lock: &[Locked],
    python: &PythonPlan,
    settings: IndexSettings,
    log: &LogSender,
) -> Result<Option<String>, PackageError> {
    let wanted: Vec<&Locked> =
        lock.iter().filter(|package| package.source == PackageManager::Pip && !is_bundled(package, python)).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let places = FileSearch::new(settings, &python.requirements);
    let looks: Vec<_> = wanted.iter().map(|package| places.find(package).boxed()).collect();
    let found: Vec<Option<From>> = stream::iter(looks).buffered(MAX_CONCURRENT_REQUESTS).try_collect().await?;
    let gone: Vec<&Locked> =
        wanted.iter().zip(&found).filter(|(_, from)| from.is_none()).map(|(package, _)| *package).collect();
    if !gone.is_empty() {
        return Err(refused(unavailable(&gone)));
    }
    for package in wanted.iter().filter(|package| package.sha256.is_none()) {
        log_line(log, unverified(package, "file")).await;
    }
    let entry = |(package, from): (&&Locked, Option<From>)| Some(Entry::new(package, from?));
    write::write(wanted.iter().zip(found).filter_map(entry).collect()).map(Some)
}

/// Refuses an environment that does not hold the packages of the lock, and tells what came with Python in another
/// version.
///
/// # Errors
/// [`PackageError::Refused`] when other packages were installed than those of the lock.
pub fn compare(lock: &[Locked], python: &PythonPlan, installed: &[Locked]) -> Result<Vec<String>, PackageError> {
    let by_name = |packages: &'_ [Locked]| -> BTreeMap<(String, PackageManager), String> {
        let key = |package: &Locked| ((normalised(&package.name), package.source), package.version.clone());
        // Spark's packages are not in the environment.
        packages.iter().filter(|package| package.source != PackageManager::Maven).map(key).collect()
    };
    let (wanted, have) = (by_name(lock), by_name(installed));
    let is_bundled_name = |name: &str| python.virtual_environment.is_some() && BUNDLED_PACKAGES.contains(&name);
    let mut differences = Vec::new();
    let mut wrong = Vec::new();
    let keys: BTreeSet<_> = wanted.keys().chain(have.keys()).collect();
    for key in keys {
        let (name, before, now) = (&key.0, wanted.get(key), have.get(key));
        match (before, now) {
            (before, now) if before == now => {}
            (before, now) if is_bundled_name(name) => {
                let word = |version: Option<&String>| version.cloned().unwrap_or_else(|| "none".into());
                differences.push(format!("{name} comes with Python: {} in the lock, {} now", word(before), word(now)));
            }
            (Some(before), now) => {
                wrong.push(format!("{name} {before} became {}", now.map_or("nothing", String::as_str)));
            }
            (None, now) => wrong.push(format!("{name} {} came", now.map_or("", String::as_str))),
        }
    }
    if wrong.is_empty() {
        return Ok(differences);
    }
    wrong.truncate(MAX_NAMED);
    Err(refused(format!(
        "the environment does not hold the packages of the lock: {}. Build without the lock, or look in the log which \
         step changed them",
        wrong.join(", ")
    )))
}

/// A package that belongs to the virtual environment itself.
fn is_bundled(package: &Locked, python: &PythonPlan) -> bool {
    python.virtual_environment.is_some()
        && package.url.is_none()
        && package.sha256.is_none()
        && BUNDLED_PACKAGES.contains(&package.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(name: &str, version: &str, url: Option<&str>) -> Locked {
        Locked {
            name: name.into(),
            version: version.into(),
            source: PackageManager::Pip,
            build: None,
            sha256: None,
            url: url.map(Into::into),
        }
    }

    fn python() -> PythonPlan {
        PythonPlan {
            channels: Vec::new(),
            conda: Vec::new(),
            requirements: String::new(),
            virtual_environment: Some("3.11".into()),
        }
    }

    #[test]
    fn what_comes_with_python_is_told_and_anything_else_is_refused() {
        let lock = [locked("pip", "23.0", None), locked("six", "1.16.0", Some("https://x.example/six.whl"))];
        let told = |installed: &[Locked]| compare(&lock, &python(), installed);
        let same = [locked("six", "1.16.0", None), locked("pip", "24.0", None), locked("setuptools", "65.5.0", None)];
        assert_eq!(
            told(&same).unwrap(),
            [
                "pip comes with Python: 23.0 in the lock, 24.0 now",
                "setuptools comes with Python: none in the lock, 65.5.0 now"
            ]
        );
        let others = [locked("idna", "3.4", None), locked("pip", "23.0", None)];
        insta::assert_snapshot!("other packages", told(&others).unwrap_err());
    }
}
