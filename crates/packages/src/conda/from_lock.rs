//! Conda packages from a lock: the archives that it names, also when their channel does not list them any more.

use super::solve::unreachable;
use crate::address::{masked, public, reasons};
use crate::error::{PackageError, refused};
use crate::lock::{Locked, PackageManager, unavailable, unverified};
use crate::log::{LogSender, log_line};
use definition::PythonPlan;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use rattler::package_cache::{CacheMetadata, PackageCache, PackageCacheError};
use rattler_conda_types::package::{DistArchiveIdentifier, IndexJson, PackageFile};
use rattler_conda_types::{Channel, MatchSpec, PackageName, PackageRecord, RepoDataRecord, Subdir, VersionWithSource};
use rattler_repodata_gateway::{ChannelRelationsMode, Gateway, GatewayError};
use std::path::Path;
use std::str::FromStr;
use url::Url;

/// How many archives are fetched at once.
const MAX_CONCURRENT_DOWNLOADS: usize = 8;

/// The records of the conda packages of a lock, sorted by name, with what their own archives say of them. Afterwards the
/// archives are in the cache.
pub async fn records(
    lock: &[Locked],
    python: &PythonPlan,
    platform: Subdir,
    cache: &Path,
    client: reqwest::Client,
    log: &LogSender,
) -> Result<Vec<RepoDataRecord>, PackageError> {
    let names = python.channels.iter().map(String::as_str);
    let prefixes = python.conda.iter().filter_map(|text| Some(text.split_once("::")?.0));
    let channels = super::specifications::channels(names.chain(prefixes))?;
    let archives =
        Archives { channels, platform, cache: PackageCache::new(cache.join("packages")), folder: cache, client };
    let locked: Vec<&Locked> = lock.iter().filter(|package| package.source == PackageManager::Conda).collect();
    for package in locked.iter().filter(|package| package.sha256.is_none()) {
        log_line(log, unverified(package, "archive")).await;
    }
    let requests: Vec<_> = locked.iter().map(|package| archives.record(package).boxed()).collect();
    let fetched: Vec<Option<RepoDataRecord>> =
        stream::iter(requests).buffered(MAX_CONCURRENT_DOWNLOADS).try_collect().await?;
    let gone: Vec<&Locked> =
        locked.iter().zip(&fetched).filter(|(_, record)| record.is_none()).map(|(package, _)| *package).collect();
    if !gone.is_empty() {
        return Err(refused(unavailable(&gone)));
    }
    let mut records: Vec<RepoDataRecord> = fetched.into_iter().flatten().collect();
    records.sort_by(|one, other| one.package_record.name.cmp(&other.package_record.name));
    Ok(records)
}

/// Where archives are had from.
struct Archives<'a> {
    channels: Vec<Channel>,
    platform: Subdir,
    cache: PackageCache,
    folder: &'a Path,
    client: reqwest::Client,
}

impl Archives<'_> {
    /// The record of a package; `None` when its archive is gone.
    async fn record(&self, package: &Locked) -> Result<Option<RepoDataRecord>, PackageError> {
        let own = bare(package)?;
        let recorded =
            package.url.as_deref().and_then(|url| Url::parse(url).ok()).map(|url| self.with_credentials(url));
        if let Some(url) = recorded {
            match self.fetch(&own, &url).await {
                Ok(archive) => return self.complete(package, &own, url, &archive).map(Some),
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(unfetched(package, &error)),
            }
        }
        let Some(url) = self.offered(package, &own).await? else { return Ok(None) };
        match self.fetch(&own, &url).await {
            Ok(archive) => self.complete(package, &own, url, &archive).map(Some),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(unfetched(package, &error)),
        }
    }

    async fn fetch(&self, own: &PackageRecord, url: &Url) -> Result<CacheMetadata, PackageCacheError> {
        match url.to_file_path() {
            Ok(path) if url.scheme() == "file" => self.cache.get_or_fetch_from_path(&path, Some(own), None).await,
            _ => {
                let client = self.client.clone().into();
                self.cache.get_or_fetch_from_url(own, url.clone(), client, None, None).await
            }
        }
    }

    /// The record with what the archive says of itself.
    fn complete(
        &self,
        package: &Locked,
        own: &PackageRecord,
        url: Url,
        archive: &CacheMetadata,
    ) -> Result<RepoDataRecord, PackageError> {
        let unclear = |reason: String| {
            refused(format!("the archive of {} {} cannot be read: {reason}", package.name, package.version))
        };
        let index =
            IndexJson::from_package_directory(archive.path()).map_err(|error| unclear(masked(&error.to_string())))?;
        let same = index.name == own.name && index.version == own.version && index.build == own.build;
        if !same {
            return Err(unclear("it holds another package".into()));
        }
        let identifier = DistArchiveIdentifier::try_from_url(&url);
        let identifier = identifier.ok_or_else(|| unclear(format!("{} names no archive", public(&url))))?;
        let record = PackageRecord::from_index_json(index, None, own.sha256, None);
        let package_record = record.map_err(|error| unclear(error.to_string()))?;
        let channel = self.channels.iter().find(|channel| is_below(channel, &url));
        let channel = channel.map(|channel| channel.base_url.url().to_string());
        Ok(RepoDataRecord { package_record, identifier, url, channel })
    }

    /// An address with what the channel that it is below adds to get in.
    fn with_credentials(&self, url: Url) -> Url {
        let own = self.channels.iter().find_map(|channel| {
            let base = channel.base_url.url();
            let rest = url.as_str().strip_prefix(public(base).as_str())?;
            base.join(rest).ok()
        });
        own.unwrap_or(url)
    }

    /// Where the channels of the definition have the archive with the recorded hash, or the recorded build where no hash
    /// is.
    async fn offered(&self, package: &Locked, own: &PackageRecord) -> Result<Option<Url>, PackageError> {
        let gateway =
            Gateway::builder().with_client(self.client.clone()).with_cache_dir(self.folder.join("channels")).finish();
        let name = MatchSpec::from(own.name.clone());
        let query = gateway.query(self.channels.clone(), [self.platform, Subdir::NoArch], [name]);
        let found = query.recursive(false).channel_relations(ChannelRelationsMode::Disabled).await;
        let found = match found {
            Ok(found) => found,
            // A channel that is gone altogether has the archive no more than one that does not list it.
            Err(GatewayError::SubdirNotFoundError(_)) => return Ok(None),
            Err(error) => return Err(unreachable(&error, &self.channels)),
        };
        let same = |record: &&RepoDataRecord| match (&own.sha256, &record.package_record.sha256) {
            (Some(locked), told) => Some(locked) == told.as_ref(),
            (None, _) => record.package_record.version == own.version && record.package_record.build == own.build,
        };
        let found = found.repodata.iter().flat_map(|data| data.iter()).find(same).map(|record| record.url.clone());
        tracing::debug!(package = package.name, found = found.is_some(), "an archive is gone from where it was");
        Ok(found)
    }
}

/// What the lock says of a package, as a record.
fn bare(package: &Locked) -> Result<PackageRecord, PackageError> {
    let Locked { name, version, build, sha256, .. } = package;
    let unclear =
        |reason: String| refused(format!("the lock has {name} {version}, which is no conda package: {reason}"));
    let own = PackageName::from_str(name).map_err(|error| unclear(error.to_string()))?;
    let number = VersionWithSource::from_str(version).map_err(|error| unclear(error.to_string()))?;
    let build = build.clone().unwrap_or_default();
    let build = build.parse().map_err(|_| unclear("its build cannot be read".into()))?;
    let mut record = PackageRecord::new(own, number, build);
    if let Some(sha256) = sha256 {
        let bytes = bytes(sha256).ok_or_else(|| unclear("its SHA-256 cannot be read".into()))?;
        record.sha256 = Some(bytes.into());
    }
    Ok(record)
}

/// The bytes of 64 hexadecimal digits.
fn bytes(digits: &str) -> Option<[u8; 32]> {
    let digest = definition::Digest::from_str(digits).ok()?.to_string();
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digest.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn is_below(channel: &Channel, url: &Url) -> bool {
    url.as_str().starts_with(channel.base_url.url().as_str())
}

/// Whether an archive certainly is not there.
fn is_gone(error: &PackageCacheError) -> bool {
    let words = reasons(error);
    ["404", "410 Gone", "No such file or directory", "os error 2"].iter().any(|word| words.contains(word))
}

fn unfetched(package: &Locked, error: &PackageCacheError) -> PackageError {
    let Locked { name, version, .. } = package;
    refused(format!("the archive of {name} {version}, which the lock names, is not available: {}", reasons(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_channel_that_is_not_reached_is_named_instead_of_the_package() {
        let cache = tempfile::tempdir().unwrap();
        let lock = Locked {
            name: "six".into(),
            version: "1.16.0".into(),
            source: PackageManager::Conda,
            build: Some("0".into()),
            sha256: None,
            url: None,
        };
        let python = PythonPlan {
            channels: vec!["http://127.0.0.1:1/channel".into()],
            conda: Vec::new(),
            requirements: String::new(),
            virtual_environment: None,
        };
        let (log, _lines) = tokio::sync::mpsc::channel(8);
        let records =
            records(&[lock], &python, Subdir::Linux64, cache.path(), reqwest::Client::new(), &log).await.unwrap_err();
        let PackageError::Unreachable(cause) = records else { panic!("{records:?}") };
        assert!(cause.starts_with("the channel http://127.0.0.1:1/channel"), "{cause}");
    }
}
