//! Installs the conda part.

use super::{from_lock, glibc, preferences, records, solve, specifications};
use crate::{
    address::{hexadecimal, public, reasons},
    error::{PackageError, refused},
    folders::{ENVIRONMENT, Folders},
    http::download_client,
    lock::{Locked, PackageManager},
    log::{LogSender, log_line},
    platform::subdir,
    request::PackageRequest,
};
use rattler::install::{ExternalSymlinkPolicy, Installer, LinkOptions};
use rattler::package_cache::PackageCache;
use rattler_conda_types::RepoDataRecord;
use std::path::Path;
use std::time::Instant;

/// Solves and installs the conda part into the environment, and leaves its lock and what the step has to know of it.
pub async fn install(
    request: PackageRequest<'_>,
    cache: &Path,
    folders: &Folders,
    log: &LogSender,
) -> Result<(), PackageError> {
    let cache = cache.join("conda");
    let PackageRequest { python, lock, timeout, .. } = request;
    let platform = subdir(request.platform)?;
    let client = download_client(timeout)?;
    let started = Instant::now();
    let (verb, chosen) = if let Some(lock) = lock {
        ("Took from the lock", from_lock::records(lock, python, platform, &cache, client.clone(), log).await?)
    } else {
        let request = specifications::SolveRequest::new(python)?;
        let (records, known) = solve::solve(&request, platform, &cache, client.clone()).await?;
        (if known { "Nothing has changed since they were resolved:" } else { "Resolved" }, records)
    };
    log_line(log, format!("{verb} {} conda packages in {}", chosen.len(), seconds(started))).await;

    let prefix = &folders.environment;
    let bytes: u64 = chosen.iter().filter_map(|record| record.package_record.size).sum();
    log_line(log, format!("Installing {} conda packages, {} MB", chosen.len(), bytes.div_ceil(1_000_000))).await;
    let started = Instant::now();
    Installer::new()
        .with_target_platform(platform)
        .with_package_cache(PackageCache::new(cache.join("packages")))
        .with_download_client(client)
        .with_alternative_target_prefix(ENVIRONMENT)
        // The step may change the environment, but never what other builds take from the cache.
        .with_link_options(LinkOptions { allow_hard_links: Some(false), ..LinkOptions::default() })
        // A link out of the prefix would be followed on this machine, not in the image.
        .with_external_symlink_policy(ExternalSymlinkPolicy::Deny)
        .install(prefix, chosen.clone())
        .await
        .map_err(|error| refused(format!("the conda packages cannot be installed: {}", reasons(&error))))?;
    log_line(log, format!("Installed {} conda packages in {}", chosen.len(), seconds(started))).await;

    records::remove_local_paths(prefix)?;
    folders.write_input("glibc", &glibc::accepted(&chosen))?;
    folders.write_input("post-link", &post_link(&chosen, prefix))?;
    folders.write_input("conda.json", &serde_json::to_string(&locked_of(&chosen)).map_err(std::io::Error::other)?)?;
    if lock.is_none() && !python.requirements.trim().is_empty() {
        folders.write_output("pylock.toml", &preferences::preferences(prefix)?)?;
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

fn seconds(since: Instant) -> String {
    format!("{:.1} s", since.elapsed().as_secs_f64())
}
