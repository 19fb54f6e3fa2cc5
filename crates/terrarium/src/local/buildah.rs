//! `buildah`, with a storage of its own in the user's cache.

use super::{
    container::{self, Container, MOUNT_POINT, cache_folder, is_on_loopback},
    process,
};
use crate::failure::Failure;
use builder::{HOST_ENTRY, HOST_NAME};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus, Stdio},
};
use tempfile::NamedTempFile;
use tokio::{
    process::Command,
    signal::unix::{SignalKind, signal},
};

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
                let asked = process::ended(self.run_in(&name, &options, &container::program_question(program))).await;
                asked.ok().and_then(|answer| container::missing_reason(&answer)).map(|reason| (program, reason))
            }
            None => None,
        };
        self.asked(&["rm", &name]).await.map_err(refused)?;
        match missing {
            Some((program, reason)) => Err(container::missing_program(container, program, &reason)),
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

/// Waits for the end of the command. What is meant to end us is passed on to it: we stay, to clear up after it.
///
/// # Errors
/// When buildah cannot be started.
async fn attend(mut buildah: Command, terminal: bool) -> io::Result<ExitStatus> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    if !terminal {
        // A terminal signals a whole group. Apart from it, buildah is spared, but cannot read there.
        buildah.process_group(0);
        if io::IsTerminal::is_terminal(&io::stdin()) {
            buildah.stdin(Stdio::null());
        }
    }
    let mut child = buildah.spawn()?;
    let id = child.id();
    loop {
        let name = tokio::select! {
            status = child.wait() => return status,
            _ = interrupt.recv() => "INT",
            _ = hangup.recv() => "HUP",
            _ = terminate.recv() => "TERM",
        };
        if let Some(command) = id.and_then(command_of) {
            let mut kill = Command::new("kill");
            kill.args(["-s", name, &command.to_string()]).status().await?;
        }
    }
}

/// The first process below buildah that is not one of its own.
fn command_of(mut id: u32) -> Option<u32> {
    while is_own(id) {
        id = first_child(id)?;
    }
    Some(id)
}

fn is_own(id: u32) -> bool {
    let words = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    words.split(|byte| *byte == 0).next().is_some_and(|program| program.starts_with(b"buildah"))
}

fn first_child(id: u32) -> Option<u32> {
    let threads = fs::read_dir(format!("/proc/{id}/task")).ok()?;
    let children = threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.flat_map(|list| list.split(' ').filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).next()
}
