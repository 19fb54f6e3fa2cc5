//! The Python packages that conda installed, as preferences for uv: what fits stays as conda made it.

use serde::Serialize;
use std::path::Path;
use std::{fs, io};

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
