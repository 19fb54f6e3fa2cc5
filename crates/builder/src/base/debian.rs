//! mmdebstrap, which makes trees of Debian packages.

use super::{Release, archive::Archive};
use crate::{error::BuildError, event::Step, job::Job};
use engine::{EngineError, process};
use std::{
    fs::{self, File},
    io::{self, Read, Seek},
    path::Path,
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{task::spawn_blocking, time::timeout};

const TOOL: &str = "mmdebstrap";
/// The time of all files, in seconds since 1970, as layers of step 2 have it.
const TIME: &str = "315532800";
/// What a base image has besides apt and what Debian calls essential. Compiled packages for Python load the C++ and
/// OpenMP libraries, see `docs/BASE.md`; Python itself brings those of expat, `libffi`, OpenSSL, `SQLite` and zlib.
const BASE_PACKAGES: &str = "ca-certificates,libgomp1,libstdc++6,netbase,python3-venv,tzdata";
/// What compiling and fetching sources takes. Headers of the libraries that a base image has are there as well.
const TOOLCHAIN_PACKAGES: &str =
    "g++,gcc,git,libc6-dev,libffi-dev,libssl-dev,make,patch,pkgconf,python3-dev,zlib1g-dev";
/// What dpkg is told in the image, from the first package on: no container reads documentation.
const CONFIGURE_DPKG: &str = include_str!("configure-dpkg.sh");
/// What makes a base image of the packages: services do not start when packages are installed, and apt keeps no archives.
const FINISH_BASE: &str = include_str!("finish-base.sh");

/// Makes the base image of a release, as an archive of this name in a folder.
pub(super) async fn make_base(
    job: &Job<'_>,
    release: &Release,
    folder: &Path,
    name: &str,
) -> Result<Archive, BuildError> {
    let hook = format!("--customize-hook={FINISH_BASE}");
    let setup = format!("--setup-hook={CONFIGURE_DPKG}");
    let arguments = ["--variant=apt", &format!("--include={BASE_PACKAGES}"), MERGED_WHERE_SEPARATE, &setup, &hook];
    let (_folder, tree) = make_tree(job, release, &arguments, folder).await.map_err(|cause| match cause {
        Failure::Build(error) => error,
        Failure::Debian(cause) => failed(format!(
            "the base image {} cannot be made: {cause}. Or name a base image that this machine can pull",
            release.image()
        )),
    })?;
    let package = release.python_package();
    let (mut tree, python) = spawn_blocking(move || {
        let mut tree = tree;
        let python = installed_version(&mut tree, &package)?;
        tree.rewind()?;
        Ok::<_, io::Error>((tree, python))
    })
    .await
    .map_err(io::Error::other)??;
    Ok(Archive::create(folder, name, python, move |writer| io::copy(&mut tree, writer).map(drop)).await?)
}

/// The version of a package that is set up in a tree, without Debian's own part.
fn installed_version(tree: &mut File, package: &str) -> io::Result<Option<String>> {
    for entry in tar::Archive::new(tree).entries()? {
        let mut entry = entry?;
        if entry.path()?.ends_with("var/lib/dpkg/status") {
            let mut status = String::new();
            entry.read_to_string(&mut status)?;
            let name = format!("Package: {package}");
            let about = status.split("\n\n").find(|about| about.lines().any(|line| line == name));
            let version = about.and_then(|about| about.lines().find_map(|line| line.strip_prefix("Version: ")));
            return Ok(version.map(upstream_version));
        }
    }
    Ok(None)
}

/// The version that the authors of a package gave it: `3.11.2` of `3.11.2-6+deb12u6`.
fn upstream_version(version: &str) -> String {
    let version = version.rsplit_once('-').map_or(version, |(upstream, _)| upstream);
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    version.split(['+', '~']).next().unwrap_or_default().to_owned()
}

/// The exact version of Python that a release has now, when its packages are available.
///
/// # Errors
/// Why they cannot, and what to do, in words.
pub(crate) async fn newest_python(release: &Release) -> Result<String, String> {
    if !process::installed(TOOL) {
        return Err(NOT_INSTALLED.to_owned());
    }
    let mut command = process::contained(TOOL);
    command.args([
        "--simulate",
        "--verbose",
        "--variant=custom",
        "--include",
        &release.python_package(),
        release.codename,
        "/dev/null",
    ]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let output = timeout(SIMULATION_TIMEOUT, command).await.map_err(|_| UNREACHABLE.to_owned())?;
    let output = output.map_err(|error| format!("{TOOL} cannot be run: {error}"))?;
    let report = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let name = format!("Inst {} (", release.python_package());
    let version = report.lines().find_map(|line| line.strip_prefix(&name)?.split(' ').next());
    version.map(upstream_version).ok_or_else(|| {
        // The first line says what happened, those after it what followed from that.
        let first = report.lines().find_map(|line| line.strip_prefix("E: "));
        first.map_or_else(|| UNREACHABLE.to_owned(), |first| format!("{UNREACHABLE}: {first}"))
    })
}

/// Makes a tree of the compilers for a release and all that they need, nothing of it set up, in a folder that goes with
/// the value.
pub(super) async fn make_toolchain(
    job: &Job<'_>,
    release: &Release,
    folder: &Path,
) -> Result<(TempDir, File), BuildError> {
    let arguments = ["--variant=extract", &format!("--include={BASE_PACKAGES},{TOOLCHAIN_PACKAGES}"), MERGED_FOLDERS];
    make_tree(job, release, &arguments, folder).await.map_err(|cause| match cause {
        Failure::Build(error) => error,
        Failure::Debian(cause) => failed(format!("the compilers for source packages are not available: {cause}")),
    })
}

/// The same where a release does not do so by itself; without it a tool that merges them would come, and all of Perl.
const MERGED_WHERE_SEPARATE: &str = "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr";

/// `/bin` and the like are links before the first package is unpacked, as in a base image.
const MERGED_FOLDERS: &str = "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr";

const NOT_INSTALLED: &str = "mmdebstrap, which makes it of Debian packages, is not installed. Install it (Debian, Ubuntu: apt \
                             install mmdebstrap)";
const UNREACHABLE: &str = "the Debian packages are not available on this machine";
/// How long finding out what a release has may take.
const SIMULATION_TIMEOUT: Duration = Duration::from_mins(5);

enum Failure {
    Build(BuildError),
    Debian(String),
}

async fn make_tree(
    job: &Job<'_>,
    release: &Release,
    arguments: &[&str],
    folder: &Path,
) -> Result<(TempDir, File), Failure> {
    if !process::installed(TOOL) {
        return Err(Failure::Debian(NOT_INSTALLED.to_owned()));
    }
    let machine = |error: io::Error| Failure::Build(error.into());
    fs::create_dir_all(folder).map_err(machine)?;
    let work = tempfile::Builder::new().prefix("making-").tempdir_in(folder).map_err(machine)?;
    let tree = work.path().join("tree.tar");
    let mut command = process::contained(TOOL);
    command.env("TMPDIR", work.path()).env("SOURCE_DATE_EPOCH", TIME).args(arguments);
    command.arg(release.codename).arg(&tree);
    let make = |log| async move { process::run(TOOL, command, &log, job.cancel).await };
    job.logged(Step::Stage, make).await.map_err(|error| match error {
        EngineError::Cancelled => Failure::Build(BuildError::Cancelled),
        error => {
            Failure::Debian(format!("{error}, see the log. Make sure that this machine reaches the Debian packages"))
        }
    })?;
    let file = File::open(tree).map_err(machine)?;
    Ok((work, file))
}

fn failed(cause: String) -> BuildError {
    BuildError::Step { step: Step::Stage, cause }
}

#[cfg(test)]
mod tests {
    use super::upstream_version;

    #[test]
    fn what_debian_adds_to_a_version_is_no_part_of_it() {
        for (debian, upstream) in [
            ("3.11.2-6+deb12u6", "3.11.2"),
            ("3.13.5-2", "3.13.5"),
            ("3.14.8-1", "3.14.8"),
            ("1:3.15.0~rc1-1", "3.15.0"),
        ] {
            assert_eq!(upstream_version(debian), upstream);
        }
    }
}
