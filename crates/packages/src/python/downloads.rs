//! The Pythons that uv can download.

use crate::{
    error::{PackageError, refused},
    log,
    pip::uv,
    platform::machine,
};
use serde::Deserialize;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use url::Url;

/// How long a download may take to answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// A Python that uv can download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// How uv names it (`cpython-3.12.12-linux-x86_64-gnu`).
    pub key: String,
    /// The minor version of Python 3.
    pub minor: u16,
    /// The exact version (`3.12.12`).
    pub version: String,
    /// The C library (`gnu`, `musl`).
    pub libc: String,
    /// Where it comes from.
    pub url: String,
}

/// An entry of uv's list.
#[derive(Deserialize)]
struct Entry {
    key: String,
    version: String,
    version_parts: Parts,
    url: Option<String>,
    os: String,
    arch: String,
    implementation: String,
    libc: Option<String>,
    variant: Option<String>,
}

#[derive(Deserialize)]
struct Parts {
    major: u16,
    minor: u16,
}

/// The released versions of Python 3 that uv knows to download for a platform (`os/architecture`), the newest first.
///
/// # Errors
/// When uv is not available or fails.
pub async fn list_downloads(platform: &str) -> Result<Vec<Download>, PackageError> {
    let machine = machine(platform)?;
    let mut command = Command::new(uv::folder(&log::discard()).await?.join("uv"));
    uv::with_python_settings(&mut command);
    command.args(["--no-config", "python", "list", "--only-downloads", "--all-versions", "--all-platforms"]);
    command.args(["--output-format", "json"]).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await?;
    let unclear = |reason: String| refused(format!("uv did not list the Pythons that it can install: {reason}"));
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(unclear(errors.lines().next_back().unwrap_or("no reason was given").to_owned()));
    }
    read(&output.stdout, machine).map_err(|error| unclear(error.to_string()))
}

fn read(list: &[u8], machine: &str) -> Result<Vec<Download>, serde_json::Error> {
    let entries: Vec<Entry> = serde_json::from_slice(list)?;
    let is_usable = |entry: &Entry| {
        entry.implementation == "cpython"
            && entry.version_parts.major == 3
            && entry.os == "linux"
            && entry.arch == machine
            && entry.variant.as_deref().is_none_or(|variant| variant == "default")
            // No pre-release.
            && entry.version.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
    };
    let downloads = entries.into_iter().filter(is_usable).filter_map(|entry| {
        let Entry { key, version, version_parts, url, libc, .. } = entry;
        Some(Download { key, minor: version_parts.minor, version, libc: libc?, url: url? })
    });
    let mut downloads: Vec<Download> = downloads.collect();
    downloads.sort_by_key(|download| std::cmp::Reverse(numbers(&download.version)));
    Ok(downloads)
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

/// Whether a download is available: a file that is there, or an address that answers.
///
/// # Errors
/// Why not, in words.
pub async fn check_download(url: &str) -> Result<(), String> {
    let reason = match Url::parse(url) {
        Ok(url) if url.scheme() == "file" => match url.to_file_path() {
            Ok(path) if path.is_file() => return Ok(()),
            _ => format!("there is no file {}", url.path()),
        },
        Ok(url) => match reqwest::Client::builder().timeout(REQUEST_TIMEOUT).build() {
            Ok(client) => match client.head(url).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) => format!("it answered with status {}", answer.status().as_u16()),
                Err(error) => innermost(&error),
            },
            Err(error) => innermost(&error),
        },
        Err(error) => error.to_string(),
    };
    Err(format!(
        "the place where uv gets its Pythons cannot be reached: {reason}. UV_PYTHON_INSTALL_MIRROR in the server's \
         environment names another"
    ))
}

fn innermost(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
