//! Packages from a lock: exactly those, from where they came from, whatever indexes and channels hold by now.

mod find;
mod here;
mod write;

use super::{folders::Folders, index::Indexes, netrc, refused, requirements::normalised, say};
use crate::{BuildError, EventSender, Locked, PackageManager};
use definition::PythonPlan;
use find::Places;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
pub use here::Here;
use std::collections::{BTreeMap, BTreeSet};
use write::{Entry, From};

/// How many addresses are looked at at once.
const AT_ONCE: usize = 16;
/// What a virtual environment has from the Python that made it; such a package has no file that is known.
const BROUGHT: [&str; 3] = ["pip", "setuptools", "wheel"];
/// How many packages a cause names.
const NAMED: usize = 10;

/// Leaves the pip packages of a lock for the step, as uv installs them, with what uv needs to get them.
pub async fn offer(
    lock: &[Locked],
    python: &PythonPlan,
    indexes: &Indexes,
    folders: &Folders,
    events: &EventSender,
) -> Result<(), BuildError> {
    let here = Here::new(indexes, &python.requirements).await?;
    folders.write_secret("netrc", &netrc::netrc(&indexes.complete(&python.requirements)))?;
    folders.write("uv.toml", &here.settings()?)?;
    if let Some(text) = pylock(lock, python, here, events).await? {
        folders.write("pylock.toml", &text)?;
    }
    Ok(())
}

/// The text for uv; none when there are no packages to install.
async fn pylock(
    lock: &[Locked],
    python: &PythonPlan,
    here: Here,
    events: &EventSender,
) -> Result<Option<String>, BuildError> {
    let wanted: Vec<&Locked> =
        lock.iter().filter(|package| package.source == PackageManager::Pip && !is_brought(package, python)).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let places = Places::new(here, &python.requirements);
    let looks: Vec<_> = wanted.iter().map(|package| places.find(package).boxed()).collect();
    let found: Vec<Option<From>> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
    let gone: Vec<&Locked> =
        wanted.iter().zip(&found).filter(|(_, from)| from.is_none()).map(|(package, _)| *package).collect();
    if !gone.is_empty() {
        return Err(refused(lacking(&gone)));
    }
    for package in wanted.iter().filter(|package| package.sha256.is_none()) {
        let Locked { name, version, .. } = package;
        let line = format!("{name} {version} cannot be checked: the lock does not know the SHA-256 of its file");
        say(events, line).await;
    }
    let entry = |(package, from): (&&Locked, Option<From>)| Some(Entry::new(package, from?));
    write::write(wanted.iter().zip(found).filter_map(entry).collect()).map(Some)
}

/// Refuses an environment that does not hold the packages of the lock, and tells what came with Python in another
/// version.
pub fn compare(lock: &[Locked], python: &PythonPlan, installed: &[Locked]) -> Result<Vec<String>, BuildError> {
    let by_name = |packages: &'_ [Locked]| -> BTreeMap<(String, PackageManager), String> {
        let key = |package: &Locked| ((normalised(&package.name), package.source), package.version.clone());
        // Spark's packages are not in the environment.
        packages.iter().filter(|package| package.source != PackageManager::Maven).map(key).collect()
    };
    let (wanted, have) = (by_name(lock), by_name(installed));
    let brought = |name: &str| python.virtual_environment.is_some() && BROUGHT.contains(&name);
    let mut told = Vec::new();
    let mut wrong = Vec::new();
    let keys: BTreeSet<_> = wanted.keys().chain(have.keys()).collect();
    for key in keys {
        let (name, before, now) = (&key.0, wanted.get(key), have.get(key));
        match (before, now) {
            (before, now) if before == now => {}
            (before, now) if brought(name) => {
                let word = |version: Option<&String>| version.cloned().unwrap_or_else(|| "none".into());
                told.push(format!("{name} comes with Python: {} in the lock, {} now", word(before), word(now)));
            }
            (Some(before), now) => {
                wrong.push(format!("{name} {before} became {}", now.map_or("nothing", String::as_str)));
            }
            (None, now) => wrong.push(format!("{name} {} came", now.map_or("", String::as_str))),
        }
    }
    if wrong.is_empty() {
        return Ok(told);
    }
    wrong.truncate(NAMED);
    Err(refused(format!(
        "the environment does not hold the packages of the lock: {}. Build without the lock, or look in the log which \
         step changed them",
        wrong.join(", ")
    )))
}

/// A package that belongs to the virtual environment itself.
fn is_brought(package: &Locked, python: &PythonPlan) -> bool {
    python.virtual_environment.is_some()
        && package.url.is_none()
        && package.sha256.is_none()
        && BROUGHT.contains(&package.name.as_str())
}

/// That the files of packages are gone, and what to do.
pub fn lacking(packages: &[&Locked]) -> String {
    let tell = |package: &&Locked| {
        let Locked { name, version, url, sha256, .. } = package;
        let from = url.as_ref().map(|url| format!(" from {url}")).unwrap_or_default();
        let hash = sha256.as_ref().map(|hash| format!(", SHA-256 {hash}")).unwrap_or_default();
        format!("{name} {version}{from}{hash}")
    };
    let more = packages.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named: Vec<_> = packages.iter().take(NAMED).map(tell).collect();
    let (whose, they) = if packages.len() == 1 { ("the file of ", "it") } else { ("the files of ", "them") };
    format!(
        "{whose}{}{more}, which the lock names, cannot be had any more: neither where {they} came from nor in an index, \
         channel, repository or folder of wheels that this server is set up for. Put {they} into one of those, or build without the \
         lock, which takes what is offered today",
        named.join("; ")
    )
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

    #[test]
    fn a_file_that_is_gone_is_named_with_what_to_do() {
        let six = locked("six", "1.16.0", Some("https://x.example/six.whl"));
        insta::assert_snapshot!("gone", lacking(&[&six]));
    }
}
