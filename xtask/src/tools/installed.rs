//! Programs of Rust and of Node.js in the user's cache.

use super::system;
use crate::{Error, run};
use std::path::PathBuf;

/// A program of one version.
pub struct Installed<'a> {
    /// The program.
    pub name: &'a str,
    /// The package that it comes in.
    pub package: &'a str,
    /// Its version.
    pub version: &'a str,
}

impl<'a> Installed<'a> {
    /// A program that is named like its package.
    pub fn new(name: &'a str, version: &'a str) -> Self {
        Self { name, package: name, version }
    }
}

/// The folder of a tool in the user's cache.
pub fn folder(name: &str, version: &str) -> PathBuf {
    cache().join("tools").join(format!("{name}-{version}"))
}

/// The user's cache of the project.
pub fn cache() -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home.join(".cache"), PathBuf::from);
    cache.join("terrarium")
}

/// The program, installed by cargo when it is not there. Unoptimised: these run for seconds, compiling them better
/// would take minutes.
///
/// # Errors
/// When cargo cannot install it.
pub fn cargo_install(wanted: &Installed, options: &[&str]) -> Result<PathBuf, Error> {
    let folder = folder(wanted.name, wanted.version);
    let program = folder.join("bin").join(wanted.name);
    if !program.is_file() {
        eprintln!("Installing {} {}, once for this user: takes a few minutes", wanted.package, wanted.version);
        let package = format!("{}@{}", wanted.package, wanted.version);
        run::run(
            run::cargo("install --debug --quiet")
                .args(options)
                .arg("--root")
                .arg(&folder)
                .arg(package)
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env_remove("CARGO_TARGET_DIR"),
        )?;
    }
    Ok(program)
}

/// A file below `node_modules`, installed by npm when it is not there.
///
/// # Errors
/// When npm is missing and cannot be installed, or cannot install it.
pub fn npm_install(wanted: &Installed, file: &str) -> Result<PathBuf, Error> {
    let folder = folder(wanted.name, wanted.version);
    let file = folder.join("node_modules").join(file);
    if !file.is_file() {
        system::system(&[system::NPM])?;
        eprintln!("Installing {} {}", wanted.package, wanted.version);
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let package = format!("{}@{}", wanted.package, wanted.version);
        run::run(run::program("npm").args(["install", "--silent", "--prefix"]).arg(&folder).arg(package))?;
    }
    Ok(file)
}
