//! Spark packages from a lock: exactly the files that it names, without Java and without resolving anything.

use crate::address::{hexadecimal, public, reasons};
use crate::error::{PackageError, refused};
use crate::folders::Folders;
use crate::http::{DEFAULT_READ_TIMEOUT, download_client};
use crate::lock::{Locked, PackageManager, unavailable, unverified};
use crate::log::{LogSender, log_line};
use crate::pip::Netrc;
use definition::Spark;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use reqwest::StatusCode;
use sha2::{Digest, Sha256};
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use url::Url;

/// How many files are fetched at once.
const MAX_CONCURRENT_DOWNLOADS: usize = 8;

/// The Spark packages of a lock, in its order; none when it has none.
#[must_use]
pub fn spark_packages(lock: Option<&[Locked]>) -> Option<Vec<&Locked>> {
    let ours = |package: &&Locked| package.source == PackageManager::Maven;
    lock.map(|lock| lock.iter().filter(ours).collect::<Vec<_>>()).filter(|packages| !packages.is_empty())
}

/// Fetches the packages into a folder of `work`, the folder of a recipe, see [`super::retrieved`]. Returns where each came from
/// this time. They are looked for where the lock says, then in the repositories of the definition.
///
/// # Errors
/// [`PackageError::Refused`] when a file is gone, [`PackageError::Unreachable`] when its repository does not
/// answer.
pub async fn fetch(
    packages: &[&Locked],
    spark: &Spark,
    work: &Path,
    log: &LogSender,
) -> Result<Vec<Locked>, PackageError> {
    let folders = Folders::new(work);
    let downloads = Downloads {
        client: download_client(DEFAULT_READ_TIMEOUT)?,
        repositories: spark.repositories.iter().filter_map(|address| Url::parse(address).ok()).collect(),
        netrc: Netrc::of_this_machine(),
        jars: folders.fetched().to_owned(),
    };
    fs::create_dir_all(&downloads.jars)?;
    for package in packages.iter().filter(|package| package.sha256.is_none()) {
        log_line(log, unverified(package, "file")).await;
    }
    let fetching: Vec<_> = packages.iter().map(|package| downloads.fetch(package).boxed()).collect();
    let fetched: Vec<Option<Locked>> = stream::iter(fetching).buffered(MAX_CONCURRENT_DOWNLOADS).try_collect().await?;
    let gone = packages.iter().zip(&fetched).filter(|(_, fetched)| fetched.is_none()).map(|(package, _)| *package);
    let gone: Vec<&Locked> = gone.collect();
    if gone.is_empty() { Ok(fetched.into_iter().flatten().collect()) } else { Err(refused(unavailable(&gone))) }
}

/// Where files come from and go to.
struct Downloads {
    client: reqwest::Client,
    /// Those of the definition, with their credentials.
    repositories: Vec<Url>,
    netrc: Netrc,
    jars: PathBuf,
}

impl Downloads {
    /// The package with the address that it was fetched from; none when no repository has it any more.
    async fn fetch(&self, package: &Locked) -> Result<Option<Locked>, PackageError> {
        let recorded = package.url.as_deref().and_then(|url| Url::parse(url).ok());
        let name = file_name(package, recorded.as_ref())?;
        let elsewhere = self.repositories.iter().filter_map(|repository| below(repository, package, &name));
        for address in recorded.iter().map(|url| self.with_credentials(url)).chain(elsewhere) {
            if !matches!(address.scheme(), "http" | "https") {
                continue;
            }
            let Some(file) = self.download(&address, package).await? else { continue };
            file.as_file().set_permissions(Permissions::from_mode(0o644))?;
            let group = package.name.split(':').next().unwrap_or_default();
            file.persist(self.jars.join(format!("{group}_{name}"))).map_err(|error| error.error)?;
            return Ok(Some(Locked { url: Some(public(&address).into()), ..package.clone() }));
        }
        Ok(None)
    }

    /// The file at an address, when it is there and the one that the lock names.
    async fn download(&self, address: &Url, package: &Locked) -> Result<Option<NamedTempFile>, PackageError> {
        let unreachable = |reason: String| {
            let (name, version, address) = (&package.name, &package.version, public(address));
            PackageError::Unreachable(format!(
                "{name} {version} cannot be fetched from {address}: {reason}. Make sure that the server reaches that repository, \
                 then retry"
            ))
        };
        let failed = |error: reqwest::Error| unreachable(reasons(&error.without_url()));
        let mut response = self.client.get(address.clone()).send().await.map_err(failed)?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(None),
            status if !status.is_success() => return Err(unreachable(format!("it answered {status}"))),
            _ => {}
        }
        let (mut file, mut hasher) = (NamedTempFile::new_in(&self.jars)?, Sha256::new());
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            hasher.update(&chunk);
            file.write_all(&chunk)?;
        }
        let sha256 = hexadecimal(&hasher.finalize());
        Ok(package.sha256.as_ref().is_none_or(|wanted| *wanted == sha256).then_some(file))
    }

    /// An address with what the repository that it is below, or this machine, knows to get in.
    fn with_credentials(&self, address: &Url) -> Url {
        let own = self.repositories.iter().find_map(|repository| {
            let rest = address.as_str().strip_prefix(public(repository).as_str())?;
            let mut own = repository.clone();
            own.set_path(&format!("{}/{}", repository.path().trim_end_matches('/'), rest.trim_start_matches('/')));
            Some(own)
        });
        own.unwrap_or_else(|| self.netrc.with_credentials(address))
    }
}

/// The name of a package's file in a repository: the last part of where it came from.
fn file_name(package: &Locked, recorded: Option<&Url>) -> Result<String, PackageError> {
    let last = recorded.and_then(|url| url.path_segments()?.next_back().map(str::to_owned));
    let artifact = package.name.split(':').next_back().unwrap_or_default();
    let name = last.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("{artifact}-{}.jar", package.version));
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-+".contains(letter);
    if package.name.split(':').chain([name.as_str()]).all(|part| !part.is_empty() && part.chars().all(plain)) {
        return Ok(name);
    }
    Err(refused(format!("the lock has {} {}, which is no Spark package", package.name, package.version)))
}

/// Where a repository has a file of a package, as Maven lays them out.
fn below(repository: &Url, package: &Locked, name: &str) -> Option<Url> {
    let (group, artifact) = package.name.split_once(':')?;
    let mut address = repository.clone();
    let root = repository.path().trim_end_matches('/');
    address.set_path(&format!("{root}/{}/{artifact}/{}/{name}", group.replace('.', "/"), package.version));
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(name: &str, url: Option<&str>) -> Locked {
        Locked {
            name: name.into(),
            version: "2.0".into(),
            source: PackageManager::Maven,
            build: None,
            sha256: None,
            url: url.map(Into::into),
        }
    }

    #[test]
    fn a_file_is_looked_for_where_maven_has_it() {
        let package = locked("org.example:two", Some("https://x.example/m2/org/example/two/2.0/two-2.0-linux.jar"));
        let recorded = package.url.as_deref().and_then(|url| Url::parse(url).ok());
        let name = file_name(&package, recorded.as_ref()).unwrap();
        let repository = Url::parse("https://anna:secret@y.example/maven/").unwrap();
        let found = below(&repository, &package, &name).unwrap();
        assert_eq!(public(&found).as_str(), "https://y.example/maven/org/example/two/2.0/two-2.0-linux.jar");
        assert_eq!(file_name(&locked("org.example:two", None), None).unwrap(), "two-2.0.jar");
    }

    #[test]
    fn a_lock_cannot_write_elsewhere() {
        for name in ["../../etc:two", "a:b/c", "a:b\\c", ":two"] {
            let package = locked(name, Some("https://x.example/a.jar"));
            let recorded = package.url.as_deref().and_then(|url| Url::parse(url).ok());
            assert!(file_name(&package, recorded.as_ref()).is_err(), "{name}");
        }
    }
}
