//! uv, the program that resolves and installs the pip part: the one on this machine, or one installed for Terrarium.

use crate::{
    error::{PackageError, refused},
    log::{self, LogSender, log_line},
    platform::machine,
};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{env, fs, io};
use tokio::process::Command;
use url::Url;

/// The version that is installed, and the oldest whose words and files are understood.
const VERSION: &str = "0.13.9";

/// The folder that holds the program `uv` for a platform (`os/architecture`). Only that of the server runs here.
///
/// # Errors
/// [`PackageError::Refused`] when uv cannot be installed.
pub async fn folder_for(platform: &str, log: &LogSender) -> Result<PathBuf, PackageError> {
    match machine(platform)? {
        env::consts::ARCH => folder(log).await,
        other => installed(other, &format!("uv-{VERSION}-{other}"), log).await,
    }
}

/// The folder that holds the program `uv` for the server.
///
/// # Errors
/// [`PackageError::Refused`] when uv cannot be installed.
pub async fn folder(log: &LogSender) -> Result<PathBuf, PackageError> {
    for folder in env::split_paths(&env::var_os("PATH").unwrap_or_default()) {
        if folder.join("uv").is_file() && recent(&folder.join("uv")).await {
            return Ok(folder);
        }
    }
    installed(env::consts::ARCH, &format!("uv-{VERSION}"), log).await
}

/// The folder that holds `uv` for a processor, installed on first use in the cache of the user below this name.
async fn installed(machine: &str, name: &str, log: &LogSender) -> Result<PathBuf, PackageError> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cache")));
    let cache = cache.ok_or_else(|| io::Error::other("HOME is not set, so there is no place for uv"))?;
    let home = cache.join("terrarium/tools").join(name);
    if !home.join("bin/uv").is_file() {
        log_line(log, format!("Installing uv {VERSION} for the first build on this machine")).await;
        install(&home, machine).await?;
    }
    Ok(home.join("bin"))
}

/// The index that uv takes where nothing is configured.
pub async fn own_index() -> Result<Url, PackageError> {
    let mut command = Command::new(folder(&log::discard()).await?.join("uv"));
    without_settings(&mut command);
    let words =
        ["--no-config", "--no-python-downloads", "pip", "compile", "--quiet", "--no-header", "--emit-index-url", "-"];
    let output = command.args(words).stdin(Stdio::null()).kill_on_drop(true).output().await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let address = text.lines().find_map(|line| line.strip_prefix("--index-url ")).and_then(|url| Url::parse(url).ok());
    address
        .ok_or_else(|| refused("uv did not report its default index. Name one with UV_DEFAULT_INDEX or PIP_INDEX_URL"))
}

/// Takes the settings of uv out of the environment of a command: the step of a build does not see them either.
pub fn without_settings(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("UV_")) {
        command.env_remove(name);
    }
}

/// The settings of uv that tell where it gets Pythons from.
const PYTHON_SETTINGS: [&str; 2] = ["UV_PYTHON_INSTALL_MIRROR", "UV_PYTHON_DOWNLOADS_JSON_URL"];

/// Leaves a command the settings that tell where uv gets Pythons from, and no others.
pub fn with_python_settings(command: &mut Command) {
    without_settings(command);
    for name in PYTHON_SETTINGS {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
}

async fn recent(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").kill_on_drop(true).output().await;
    let words = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    words.split_whitespace().nth(1).is_some_and(|version| numbers(version) >= numbers(VERSION))
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|number| number.parse().ok()).collect()
}

/// Installs the wheel that is linked statically, since it has to run in whatever the base image is.
async fn install(home: &Path, machine: &str) -> Result<(), PackageError> {
    let tools = home.parent().unwrap_or(home);
    fs::create_dir_all(tools)?;
    let temporary = tempfile::Builder::new().prefix(".uv-").tempdir_in(tools)?;
    let environment = temporary.path().join("pip");
    run(Command::new("python3").args(["-m", "venv"]).arg(&environment)).await?;
    let target = temporary.path().join("uv");
    let platform = format!("musllinux_1_1_{machine}");
    run(Command::new(environment.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", &platform])
        .arg("--target")
        .arg(&target)
        .arg(format!("uv=={VERSION}")))
    .await?;
    match fs::rename(&target, home) {
        // Another build was faster.
        Err(_) if home.join("bin/uv").is_file() => Ok(()),
        moved => Ok(moved?),
    }
}

async fn run(command: &mut Command) -> Result<(), PackageError> {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|error| missing(&format!("python3 cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(missing(words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason was given")))
}

fn missing(reason: &str) -> PackageError {
    refused(format!(
        "uv is not on this machine and could not be installed: {reason}. \
         Install uv {VERSION} or newer, or Python 3 with venv and a reachable Python index"
    ))
}
