//! The conda part: solved and installed on this machine, with `/opt/env` as the prefix that the files know, into the
//! folder that the step sees there.

mod channels;
mod environment;
mod glibc;
mod hygiene;
mod locked;
mod resolve;
mod solve;
mod solved;
mod specifications;
mod virtual_packages;

pub use channels::channels;
pub use resolve::resolve;

use super::address::public;
use super::folders::Folders;
use super::{ENVIRONMENT, Wanted, hexadecimal, reasons, refused, say};
use crate::{BuildError, EventSender, Locked, PackageManager};
use rattler::install::{ExternalSymlinkPolicy, Installer, LinkOptions};
use rattler::package_cache::PackageCache;
use rattler_conda_types::RepoDataRecord;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a channel may give nothing to whoever does not build.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Solves and installs the conda part into the environment, and leaves its lock and what the step has to know of it.
pub async fn install(
    wanted: Wanted<'_>,
    cache: &Path,
    folders: &Folders,
    events: &EventSender,
) -> Result<(), BuildError> {
    let cache = cache.join("conda");
    let Wanted { python, lock, patience } = wanted;
    let client = client(patience)?;
    let started = Instant::now();
    let (verb, records) = if let Some(lock) = lock {
        ("Took from the lock", locked::records(lock, python, &cache, client.clone(), events).await?)
    } else {
        let request = specifications::Request::new(python)?;
        let (records, known) = solve::solve(&request, &cache, client.clone()).await?;
        (if known { "Nothing has changed since they were resolved:" } else { "Resolved" }, records)
    };
    say(events, format!("{verb} {} conda packages in {}", records.len(), seconds(started))).await;

    let prefix = &folders.environment;
    let bytes: u64 = records.iter().filter_map(|record| record.package_record.size).sum();
    say(events, format!("Installing {} conda packages, {} MB", records.len(), bytes.div_ceil(1_000_000))).await;
    let started = Instant::now();
    Installer::new()
        .with_package_cache(PackageCache::new(cache.join("packages")))
        .with_download_client(client)
        .with_alternative_target_prefix(ENVIRONMENT)
        // The step may change the environment, but never what other builds take from the cache.
        .with_link_options(LinkOptions { allow_hard_links: Some(false), ..LinkOptions::default() })
        // A link out of the prefix would be followed on this machine, not in the image.
        .with_external_symlink_policy(ExternalSymlinkPolicy::Deny)
        .install(prefix, records.clone())
        .await
        .map_err(|error| refused(format!("the conda packages cannot be installed: {}", reasons(&error))))?;
    say(events, format!("Installed {} conda packages in {}", records.len(), seconds(started))).await;

    hygiene::clean(prefix)?;
    folders.write("glibc", &glibc::accepted(&records))?;
    folders.write("post-link", &post_link(&records, prefix))?;
    folders.write("conda.json", &serde_json::to_string(&locked_of(&records)).map_err(std::io::Error::other)?)?;
    if lock.is_none() && !python.requirements.trim().is_empty() {
        folders.offer("pylock.toml", &environment::preferences(prefix)?)?;
    }
    Ok(())
}

fn locked_of(records: &[RepoDataRecord]) -> Vec<Locked> {
    let locked = |record: &RepoDataRecord| Locked {
        name: record.package_record.name.as_normalized().to_owned(),
        version: record.package_record.version.to_string(),
        source: PackageManager::Conda,
        build: Some(record.package_record.build.as_str().to_owned()),
        sha256: record.package_record.sha256.map(|hash| hexadecimal(&hash)),
        url: Some(public(&record.url).into()),
    };
    records.iter().map(locked).collect()
}

/// The packages that bring a script to be run in the image: name, version and build number, one package a line.
fn post_link(records: &[RepoDataRecord], prefix: &Path) -> String {
    records.iter().map(|record| &record.package_record).fold(String::new(), |lines, package| {
        let name = package.name.as_normalized();
        if prefix.join(format!("bin/.{name}-post-link.sh")).is_file() {
            format!("{lines}{name} {} {}\n", package.version, package.build_number)
        } else {
            lines
        }
    })
}

/// A channel that does not answer must not hold a build for ever; a large archive may take its time.
pub fn client(patience: Duration) -> Result<reqwest::Client, BuildError> {
    let builder = reqwest::Client::builder().connect_timeout(patience.min(Duration::from_secs(20)));
    let client = builder.read_timeout(patience).build();
    Ok(client.map_err(std::io::Error::other)?)
}

fn seconds(since: Instant) -> String {
    format!("{:.1} s", since.elapsed().as_secs_f64())
}
