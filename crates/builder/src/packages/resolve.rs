//! What a build of a definition would install now: resolved as the build does it, on this machine, and nothing installed.

use super::address::masked;
use super::cause::{explain, is_unreachable};
use super::ignored_options::IgnoredOptions;
use super::index::Indexes;
use super::requirements::{self, Requirement};
use super::shut::shut;
use super::{conda, folders, netrc, refused, uv};
use crate::{BuildError, PackageManager};
use definition::PythonPlan;
use std::collections::BTreeMap;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;
use std::{env, fs, io::Write};
use tokio::process::Command;

/// How the step names the Python of a virtual environment in the log of a build.
const MADE: &str = "Making a virtual environment on Python ";
/// The authorities of this machine, as the step uses them.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// The requirements, where uv is run.
const REQUIREMENTS: &str = "requirements.txt";
/// What uv prefers before, and what it resolved after.
const RESOLVED: &str = "resolved.txt";

/// A package that a build would install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its normalised name.
    pub name: String,
    /// Its version; none where the definition gives an address that only installing tells the version of.
    pub version: Option<String>,
    /// Who would install it.
    pub source: PackageManager,
    /// The packages that ask for it; empty when the definition does.
    pub through: Vec<String>,
}

/// The Python version that a line of a build's log tells, in the image of that build.
#[must_use]
pub fn python_in_log(line: &str) -> Option<&str> {
    let version = line.split_once(MADE)?.1.trim();
    version.starts_with(|first: char| first.is_ascii_digit()).then_some(version)
}

/// The words that [`python_in_log`] looks for.
pub const PYTHON_IN_LOG: &str = MADE;

/// Resolves a plan. `version` is the Python of the image, where conda does not bring it.
pub async fn resolve(
    python: &PythonPlan,
    platform: &str,
    version: Option<&str>,
    indexes: &Indexes,
    cache: &Path,
) -> Result<Vec<Resolved>, BuildError> {
    let conda = match &python.virtual_environment {
        Some(_) => Vec::new(),
        None => conda::resolve(python, cache).await?,
    };
    if python.requirements.trim().is_empty() {
        return Ok(conda);
    }
    let by_conda = conda.iter().find(|package| package.name == "python").and_then(|package| package.version.clone());
    let wanted = python.virtual_environment.as_deref().map(|wanted| wanted.trim_start_matches('='));
    let wanted = wanted.filter(|wanted| wanted.starts_with(|first: char| first.is_ascii_digit()));
    let version = by_conda.as_deref().or(version).or(wanted.filter(|wanted| is_plain(wanted))).ok_or_else(|| {
        refused("the record of the image does not say which Python it has. Rebuild it, then this can be told")
    })?;
    let requirements = indexes.complete_here(&python.requirements);
    let pip = pip(&requirements, platform, version, &conda, cache).await?;
    Ok(merge(conda, pip))
}

fn is_plain(version: &str) -> bool {
    version.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// As in a build: what conda has in the same version stays conda's, what pip has in another version takes its place.
fn merge(conda: Vec<Resolved>, pip: Vec<Requirement>) -> Vec<Resolved> {
    let mut pip: BTreeMap<String, Requirement> = pip.into_iter().map(|found| (found.name.clone(), found)).collect();
    let stays = |package: &Resolved, pip: &mut BTreeMap<String, Requirement>| {
        let name = requirements::normalised(&package.name);
        match pip.get(&name) {
            Some(found) if found.version != package.version => false,
            Some(_) => pip.remove(&name).is_some(),
            None => true,
        }
    };
    let mut all: Vec<Resolved> = conda.into_iter().filter(|package| stays(package, &mut pip)).collect();
    all.extend(pip.into_values().map(|Requirement { name, version, through }| Resolved {
        name,
        version,
        source: PackageManager::Pip,
        through,
    }));
    all
}

async fn pip(
    text: &str,
    platform: &str,
    version: &str,
    conda: &[Resolved],
    cache: &Path,
) -> Result<Vec<Requirement>, BuildError> {
    let machine = match platform {
        "linux/amd64" => "x86_64-unknown-linux-gnu",
        "linux/arm64" => "aarch64-unknown-linux-gnu",
        other => return Err(refused(format!("the indexes cannot be asked for the platform {other}"))),
    };
    let (events, _) = tokio::sync::mpsc::channel(1);
    let program = uv::folder(&events).await?.join("uv");
    let work = tempfile::Builder::new().prefix("resolving-").tempdir_in(cache)?;
    write_secret(&work.path().join(REQUIREMENTS), text)?;
    write_secret(&work.path().join("netrc"), &netrc::netrc(text))?;
    fs::write(work.path().join(RESOLVED), preferences(conda))?;

    let mut command = Command::new(program);
    uv::without_settings(&mut command);
    if env::var_os("SSL_CERT_FILE").is_none() && Path::new(AUTHORITIES).is_file() {
        command.env("SSL_CERT_FILE", AUTHORITIES);
    }
    command
        .env("NETRC", work.path().join("netrc"))
        .env("UV_HTTP_TIMEOUT", "60")
        .env("NO_COLOR", "1")
        .args(["--no-progress", "--no-config", "--no-python-downloads", "--cache-dir"])
        .arg(folders::cache(cache, "uv", folders::CACHE)?.from)
        // Building from source runs code of the package: that is for a build to do, not for this machine.
        .args(["pip", "compile", "--no-build", "--no-header", "--annotation-style", "split"])
        .args(["--index-strategy", "unsafe-best-match", "--python-platform", machine, "--python-version", version])
        .args(IgnoredOptions::of(text).arguments())
        .args(["--output-file", RESOLVED, REQUIREMENTS])
        .current_dir(work.path())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = command.output().await?;
    if output.status.success() {
        return Ok(requirements::read(&fs::read_to_string(work.path().join(RESOLVED))?));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = || masked(said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("uv gave no reason"));
    let cause = explain(&said, REQUIREMENTS, text).unwrap_or_else(last);
    // The text names the indexes of this machine already.
    if let Some(shut) = shut(&cause, text, &Indexes::default()).await {
        return Err(BuildError::Unreachable(shut));
    }
    Err(if is_unreachable(&said) { BuildError::Unreachable(cause) } else { refused(cause) })
}

/// What conda installs, for uv to prefer: in a build it sees the same in the environment.
fn preferences(conda: &[Resolved]) -> String {
    let line = |package: &Resolved| Some(format!("{}=={}\n", package.name, package.version.as_deref()?));
    conda.iter().filter(|package| !package.name.starts_with('_')).filter_map(line).collect()
}

fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conda(name: &str, version: &str) -> Resolved {
        Resolved { name: name.into(), version: Some(version.into()), source: PackageManager::Conda, through: vec![] }
    }

    #[test]
    fn pip_takes_the_place_of_conda_only_with_another_version() {
        let pip =
            requirements::read("ruamel-yaml==0.18\n    # via mlflow\nnumpy==2.0\n    # via -r requirements.txt\n");
        let merged = merge(vec![conda("numpy", "2.0"), conda("ruamel.yaml", "0.17"), conda("zlib", "1.3")], pip);
        let named: Vec<_> = merged.iter().map(|package| (package.name.as_str(), package.source)).collect();
        assert_eq!(
            named,
            [("numpy", PackageManager::Conda), ("zlib", PackageManager::Conda), ("ruamel-yaml", PackageManager::Pip)]
        );
    }

    #[test]
    fn the_step_says_which_python_it_took() {
        let script = include_str!("install.sh");
        assert!(script.contains(&format!("echo \"{MADE}$version\"")));
        assert_eq!(python_in_log("Making a virtual environment on Python 3.11.2"), Some("3.11.2"));
        assert_eq!(python_in_log("Making a virtual environment on Python $version"), None);
    }
}
