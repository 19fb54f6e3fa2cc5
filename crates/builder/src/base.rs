//! The workspace's default base image, made from the distribution's own packages where no registry has it.

use crate::{
    BuildError, EngineError, EventSender, Step,
    builder::Builder,
    child,
    engine::{EngineStep, run, this_platform},
    event::say,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tokio_util::sync::CancellationToken;

/// The base image of a definition that names none. The domain `localhost` means the workspace's own registry.
pub const DEFAULT_BASE_IMAGE: &str = "localhost/terrarium/base:debian12-python3.11";

/// The Debian release of the default base image.
const RELEASE: &str = "bookworm";
/// Raised whenever the image made here changes.
const RECIPE: u32 = 1;
const PACKAGES: &str = "dash,bash,coreutils,libc-bin,base-files,base-passwd,sed,grep,findutils,tar,gzip,python3-venv,netbase,\
                        ca-certificates,debianutils";
/// What the packages' own scripts would do, which do not run: users, folders, and the certificates in one file.
const HOOK: &str = r#"set -eu
cp "$1"/usr/share/base-passwd/passwd.master "$1"/etc/passwd
cp "$1"/usr/share/base-passwd/group.master "$1"/etc/group
mkdir -p "$1"/etc/ssl/certs "$1"/opt "$1"/srv "$1"/mnt "$1"/media "$1"/usr/local/bin "$1"/usr/local/lib
cat "$1"/usr/share/ca-certificates/mozilla/*.crt > "$1"/etc/ssl/certs/ca-certificates.crt"#;
const DOCKERFILE: &str = "FROM scratch\nADD base.tar /\n\
    ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCMD [\"/bin/bash\"]\n";

impl Builder {
    /// Makes the default base image and pushes it; returns its manifest digest.
    pub(crate) async fn make_base(
        &self,
        target: String,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, BuildError> {
        let archive = cache_folder(&self.settings.folder).join(format!("{RELEASE}-{RECIPE}.tar"));
        if archive.is_file() {
            say(events, Step::Stage, "Importing the default base image that this machine made before").await;
        } else {
            say(events, Step::Stage, "Making the default base image from Debian packages").await;
            make_archive(&archive, events, cancel).await?;
        }
        let folder = work.join("base");
        fs::create_dir_all(&folder)?;
        fs::hard_link(&archive, folder.join("base.tar"))
            .or_else(|_| fs::copy(&archive, folder.join("base.tar")).map(drop))?;
        fs::write(folder.join("Dockerfile"), DOCKERFILE)?;
        let step = EngineStep {
            step: Step::Stage,
            folder,
            context: None,
            platform: this_platform(),
            labels: Vec::new(),
            target,
            cached: true,
        };
        self.step(&step, events, cancel).await
    }
}

/// Where the archive stays between workspaces: `$XDG_CACHE_HOME/terrarium/base`, else `~/.cache/terrarium/base`, else in
/// the workspace. Whoever wants newer packages removes it.
fn cache_folder(otherwise: &Path) -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")));
    cache.map_or_else(|| otherwise.to_owned(), |cache| cache.join("terrarium")).join("base")
}

async fn make_archive(archive: &Path, events: &EventSender, cancel: &CancellationToken) -> Result<(), BuildError> {
    const TOOL: &str = "mmdebstrap";
    let failed = |cause: String| BuildError::Step { step: Step::Stage, cause };
    if !child::installed(TOOL) {
        return Err(failed(
            "the default base image is not in the registry, and mmdebstrap, which makes it, is not installed: install it \
             (Debian, Ubuntu: apt install mmdebstrap), or name a base image that this machine can pull"
                .to_owned(),
        ));
    }
    let folder = archive.parent().ok_or_else(|| io::Error::other("the cache has no folder"))?;
    fs::create_dir_all(folder)?;
    let work = tempfile::Builder::new().prefix("making-").tempdir_in(folder)?;
    let made = work.path().join("base.tar");
    let mut command = child::contained(TOOL);
    command.env("TMPDIR", work.path()).args(["--variant=extract", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"]);
    command.args([&format!("--include={PACKAGES}"), &format!("--extract-hook={HOOK}"), RELEASE]).arg(&made);
    run(TOOL, command, Step::Stage, events, cancel).await.map_err(|error| match error {
        EngineError::Cancelled => BuildError::Cancelled,
        error => failed(format!(
            "the default base image cannot be made: {error}, see the log. See that this machine reaches the Debian \
             packages, or name a base image that it can pull"
        )),
    })?;
    fs::rename(made, archive)?;
    Ok(())
}
