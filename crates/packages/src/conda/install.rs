//! Installs the conda part, and says to uv what conda installed.

use super::{from_lock, solve, specifications, virtual_packages};
use crate::{
    address::{hexadecimal, masked, public, reasons},
    error::{PackageError, refused},
    folders::{ENVIRONMENT, Folders},
    http::download_client,
    lock::{Locked, PackageManager, PackageRequest},
    log::{LogSender, log_line},
    platform::subdir,
};
use rattler::{
    install::{ExternalSymlinkPolicy, Installer, LinkOptions},
    package_cache::PackageCache,
};
use rattler_conda_types::{
    PackageRecord, PrefixRecord, RepoDataRecord,
    package::{IndexJson, PackageFile},
};
use serde::Serialize;
use std::{fs, io, path::Path, time::Instant};

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

    remove_local_paths(prefix)?;
    folders.write_input("glibc", &virtual_packages::accepted_glibc(&chosen))?;
    folders.write_input("post-link", &post_link(&chosen, prefix))?;
    folders.write_input("conda.json", &serde_json::to_string(&locked_of(&chosen)).map_err(std::io::Error::other)?)?;
    if lock.is_none() && !python.requirements.trim().is_empty() {
        folders.write_output("pylock.toml", &preferences(prefix)?)?;
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

#[derive(Serialize)]
struct Pylock {
    #[serde(rename = "lock-version")]
    lock_version: &'static str,
    #[serde(rename = "created-by")]
    created_by: &'static str,
    packages: Vec<Package>,
}

#[derive(Serialize)]
struct Package {
    name: String,
    version: String,
}

/// A lock as uv reads it before it resolves.
pub fn preferences(prefix: &Path) -> io::Result<String> {
    let lock = Pylock { lock_version: "1.0", created_by: "terrarium", packages: installed(prefix)? };
    toml::to_string(&lock).map_err(io::Error::other)
}

/// Whatever has a `NAME-VERSION.dist-info` folder.
fn installed(prefix: &Path) -> io::Result<Vec<Package>> {
    let mut packages = Vec::new();
    let library = prefix.join("lib");
    if !library.is_dir() {
        return Ok(packages);
    }
    for python in fs::read_dir(library)? {
        let site_packages = python?.path().join("site-packages");
        if !site_packages.is_dir() {
            continue;
        }
        for entry in fs::read_dir(site_packages)? {
            let label = entry?.file_name().to_string_lossy().into_owned();
            let parts = label.strip_suffix(".dist-info").and_then(|stem| stem.rsplit_once('-'));
            packages.extend(parts.map(|(name, version)| Package { name: name.into(), version: version.into() }));
        }
    }
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(packages)
}

/// Rewrites every record of the prefix.
fn remove_local_paths(prefix: &Path) -> io::Result<()> {
    let folder = prefix.join("conda-meta");
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let mut record = PrefixRecord::from_path(&path)?;
        let archive = record.extracted_package_dir.take();
        record.package_tarball_full_path = None;
        record.link = None;
        let known = &mut record.repodata_record;
        if let Some(archive) = archive {
            let sha256 = known.package_record.sha256;
            let own = IndexJson::from_package_directory(&archive)?;
            known.package_record = PackageRecord::from_index_json(own, None, sha256, None).map_err(io::Error::other)?;
        }
        known.url = public(&known.url);
        known.channel = known.channel.as_deref().map(masked);
        record.write_to_path(&path, true)?;
    }
    Ok(())
}
