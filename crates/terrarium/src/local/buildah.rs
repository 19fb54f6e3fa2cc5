//! `buildah`, with a storage of its own in the user's cache.

use super::{
    attend::attend,
    container::{Container, MOUNT_POINT, cache_folder, is_on_loopback},
    missing, process,
};
use crate::failure::Failure;
use builder::{HOST_ENTRY, HOST_NAME};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
};
use tempfile::NamedTempFile;
use tokio::process::Command;

const PROGRAM: &str = "buildah";

/// `buildah`.
#[derive(Debug)]
pub struct Buildah {
    /// The storage, and which runs there are.
    folder: PathBuf,
    driver: &'static str,
}

impl Buildah {
    /// Buildah, when it can use its storage.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn find() -> Result<Self, String> {
        let mut version = Command::new(PROGRAM);
        version.arg("--version");
        process::answer(version).await?;
        let folder = cache_folder().ok_or("there is no home folder to store images in")?.join("terrarium/containers");
        fs::create_dir_all(folder.join("runs")).map_err(|error| format!("{}: {error}", folder.display()))?;
        let overlay = Self { folder, driver: "overlay" };
        match overlay.asked(&["images", "--quiet"]).await {
            Ok(_) => Ok(overlay),
            Err(reason) => {
                // No overlay on this file system; slower, but it works.
                let copies = Self { driver: "vfs", ..overlay };
                copies.asked(&["images", "--quiet"]).await.map(|_| copies).map_err(|_| reason)
            }
        }
    }

    /// Brings an image here, unless it is.
    ///
    /// # Errors
    /// Why not.
    pub async fn pull(&self, image: &str) -> Result<(), String> {
        let mut command = self.command();
        command.args(["pull", "--policy", "missing"]);
        command.args(is_on_loopback(image).then_some("--tls-verify=false")).arg(image);
        if self.asked(&["inspect", "--type", "image", image]).await.is_ok() {
            return Ok(());
        }
        process::watched(command).await
    }

    /// Runs a command in a container of its own and removes it.
    ///
    /// # Errors
    /// When there can be no such container.
    pub async fn run(&self, container: &Container) -> Result<ExitCode, Failure> {
        let refused = |reason: String| Failure::new(api::code::UNAVAILABLE, reason, "Choose another tool with --tool");
        let mounted = container.folder.as_deref().map(mounted).transpose().map_err(refused)?;
        let run = self.begin().await?;
        let name = name(&run);
        let from = ["from", "--pull=false", "--name", &name, "--add-host", HOST_ENTRY, &container.image];
        self.asked(&from).await.map_err(refused)?;
        let mut options = vec![OsString::from(format!("--terminal={}", container.terminal))];
        options.extend(mounted.into_iter().flatten());
        for (name, value) in &container.variables {
            options.extend(["--env".into(), format!("{name}={value}").into()]);
        }
        let ended = attend(self.run_in(&name, &options, &container.command), container.terminal).await;
        let program =
            container.command.first().filter(|_| ended.as_ref().is_ok_and(|status| may_not_have_started(*status)));
        let missing = match program {
            Some(program) => {
                options[0] = "--terminal=false".into();
                let asked = process::ended(self.run_in(&name, &options, &missing::question(program))).await;
                asked.ok().and_then(|answer| missing::reason(&answer)).map(|reason| (program, reason))
            }
            None => None,
        };
        self.asked(&["rm", &name]).await.map_err(refused)?;
        match missing {
            Some((program, reason)) => Err(missing::failure(container, program, &reason)),
            None => Ok(code(ended?)),
        }
    }

    /// `buildah run` of these words in a container.
    fn run_in(&self, container: &str, options: &[OsString], words: &[String]) -> Command {
        // Whatever ends us ends it, so that its container can be removed by whoever comes next.
        let mut command = self.after(Command::new("setpriv"), &["--pdeathsig", "KILL", "--", PROGRAM]);
        command.args(["run", "--isolation", "chroot", "--network", "host", "--hostname", HOST_NAME]);
        command.args(options).args([container, "--"]).args(words);
        command
    }

    /// Names a run by a file that is locked as long as it lasts, and removes the containers of runs that were killed.
    async fn begin(&self) -> io::Result<NamedTempFile> {
        let gate = File::create(self.folder.join("gate"))?;
        let gate = tokio::task::spawn_blocking(move || gate.lock().map(|()| gate)).await??;
        let runs = self.folder.join("runs");
        for left in fs::read_dir(&runs)? {
            let path = left?.path();
            if File::open(&path)?.try_lock().is_ok() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                // A run that was killed early has no container.
                drop(self.asked(&["rm", &name]).await);
                fs::remove_file(path)?;
            }
        }
        let run = tempfile::Builder::new().prefix("run-").tempfile_in(runs)?;
        run.as_file().lock()?;
        drop(gate);
        Ok(run)
    }

    fn command(&self) -> Command {
        self.after(Command::new(PROGRAM), &[])
    }

    fn after(&self, mut command: Command, words: &[&str]) -> Command {
        command
            .args(words)
            .arg("--root")
            .arg(self.folder.join("storage"))
            .arg("--runroot")
            .arg(self.folder.join("run"));
        command.args(["--storage-driver", self.driver]);
        command
    }

    async fn asked(&self, question: &[&str]) -> Result<String, String> {
        let mut command = self.command();
        command.args(question);
        process::answer(command).await
    }
}

fn name(run: &NamedTempFile) -> String {
    run.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The arguments that mount a folder.
fn mounted(folder: &Path) -> Result<[OsString; 4], String> {
    let text = folder.to_string_lossy();
    if text.contains(':') {
        return Err(format!("buildah cannot mount {text}, because it contains a colon"));
    }
    Ok(["--volume".into(), format!("{text}:{MOUNT_POINT}:rw").into(), "--workingdir".into(), MOUNT_POINT.into()])
}

/// Whether it ended as buildah ends when it cannot start the command. Commands end so too.
fn may_not_have_started(status: ExitStatus) -> bool {
    status.code() == Some(1)
}

/// As shells have it: what a signal ended has 128 and its number.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}
