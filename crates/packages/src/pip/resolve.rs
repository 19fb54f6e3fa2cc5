//! The pip part resolved without installing it.

use super::{
    netrc::netrc_for,
    requirements::{self, Requirement},
    settings::IgnoredOptions,
    uv,
};
use crate::{
    error::{PackageError, UvFailure},
    folders,
    lock::Resolved,
    log,
    platform::machine,
};
use std::{env, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path, process::Stdio};
use tokio::process::Command;

/// The certificates of this machine, as the step uses them.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// The requirements, where uv is run.
const REQUIREMENTS: &str = "requirements.txt";
/// What uv prefers before, and what it resolved after.
const RESOLVED: &str = "resolved.txt";

/// Resolves requirements with uv, for a platform and a version of Python. `conda` is what conda installs.
pub async fn resolve(
    text: &str,
    platform: &str,
    version: &str,
    conda: &[Resolved],
    cache: &Path,
) -> Result<Vec<Requirement>, PackageError> {
    let target = format!("{}-unknown-linux-gnu", machine(platform)?);
    let program = uv::folder(&log::discard()).await?.join("uv");
    let work = tempfile::Builder::new().prefix("resolving-").tempdir_in(cache)?;
    write_secret(&work.path().join(REQUIREMENTS), text)?;
    write_secret(&work.path().join("netrc"), &netrc_for(text))?;
    fs::write(work.path().join(RESOLVED), preferences(conda))?;

    let mut command = Command::new(program);
    uv::without_settings(&mut command);
    if env::var_os("SSL_CERT_FILE").is_none() && Path::new(CERTIFICATES).is_file() {
        command.env("SSL_CERT_FILE", CERTIFICATES);
    }
    command
        .env("NETRC", work.path().join("netrc"))
        .env("UV_HTTP_TIMEOUT", "60")
        .env("NO_COLOR", "1")
        .args(["--no-progress", "--no-config", "--no-python-downloads", "--cache-dir"])
        .arg(folders::cache(cache, "uv", folders::CACHE)?.source)
        // Building from source runs code of the package: that is for a build to do, not for this machine.
        .args(["pip", "compile", "--no-build", "--no-header", "--annotation-style", "split"])
        .args(["--index-strategy", "unsafe-best-match", "--python-platform", &target, "--python-version", version])
        .args(IgnoredOptions::of(text).arguments())
        .args(["--output-file", RESOLVED, REQUIREMENTS])
        .current_dir(work.path())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = command.output().await?;
    if output.status.success() {
        return Ok(requirements::read(&fs::read_to_string(work.path().join(RESOLVED))?));
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(PackageError::Uv(UvFailure {
        output: errors,
        requirements_path: REQUIREMENTS.to_owned(),
        requirements: text.to_owned(),
    }))
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
