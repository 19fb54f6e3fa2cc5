//! Programs from crates and npm packages, in the user's cache, and versions out of `Cargo.lock`.

use super::system;
use crate::{Error, run};
use std::path::PathBuf;

/// A program in one version.
pub struct Installed<'a> {
    pub name: &'a str,
    /// The package that contains it.
    pub package: &'a str,
    pub version: &'a str,
}

impl<'a> Installed<'a> {
    /// A program with the name of its package.
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

/// Installs a program with cargo, unless it is installed, and returns its path. It is not optimised: it runs for seconds, and
/// optimising would take minutes.
///
/// # Errors
/// When cargo cannot install it.
pub fn cargo_install(tool: &Installed, options: &[&str]) -> Result<PathBuf, Error> {
    let folder = folder(tool.name, tool.version);
    let program = folder.join("bin").join(tool.name);
    if !program.is_file() {
        eprintln!("Installing {} {} for this user, which takes a few minutes", tool.package, tool.version);
        let package = format!("{}@{}", tool.package, tool.version);
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

/// Installs a package with npm, unless it is installed, and returns the path of a file in `node_modules`.
///
/// # Errors
/// When npm is missing and cannot be installed, or cannot install it.
pub fn npm_install(tool: &Installed, file: &str) -> Result<PathBuf, Error> {
    let folder = folder(tool.name, tool.version);
    let file = folder.join("node_modules").join(file);
    if !file.is_file() {
        system::system(&[system::NPM])?;
        eprintln!("Installing {} {}", tool.package, tool.version);
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let package = format!("{}@{}", tool.package, tool.version);
        run::run(run::program("npm").args(["install", "--silent", "--prefix"]).arg(&folder).arg(package))?;
    }
    Ok(file)
}

/// The version of a package in `Cargo.lock`.
///
/// # Errors
/// When the file cannot be read or names no such package.
pub fn locked_version(package: &str) -> Result<String, Error> {
    let path = run::repository().join("Cargo.lock");
    let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    find_locked(&text, package)
        .ok_or_else(|| Error::Missing(format!("Cargo.lock names no {package}: run `cargo check` first")))
}

fn find_locked(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_follows_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
        assert_eq!(super::find_locked(lock, "wasm-bindgen").as_deref(), Some("0.2.1"));
        assert_eq!(super::find_locked(lock, "wasm"), None);
    }
}
