//! The real binary, serving.

use crate::{
    Outcome, Process, Workspace,
    process::{descendants, signal},
};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// `terrarium serve` on a free port.
#[derive(Debug)]
pub struct Terrarium {
    process: Process,
    data: PathBuf,
    url: String,
    secure_url: Option<String>,
}

impl Terrarium {
    /// The binary that cargo put beside whatever runs now.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn binary() -> Outcome<PathBuf> {
        let here = std::env::current_exe()?;
        let binary = here.ancestors().nth(2).unwrap_or(&here).join("terrarium");
        if binary.is_file() {
            Ok(binary)
        } else {
            Err(format!("{} is missing: build it first", binary.display()).into())
        }
    }

    /// Starts it on this data folder and waits until it listens. Its log goes to `server.log` in the folder.
    ///
    /// # Errors
    /// When it ends before it listens; its last words are in the message.
    pub fn start(data: &Path) -> Outcome<Self> {
        Self::start_with(data, &[])
    }

    /// The same with environment variables of its own.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_with(data: &Path, variables: &[(&str, &str)]) -> Outcome<Self> {
        Self::start_in(data, variables, &[])
    }

    /// The same with environment variables and options of its own.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_in(data: &Path, variables: &[(&str, &str)], options: &[&str]) -> Outcome<Self> {
        let mut command = Command::new(Self::binary()?);
        command.envs(variables.iter().copied());
        Self::serve(command, data, options)
    }

    /// The same with options of its own.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_as(data: &Path, options: &[&str]) -> Outcome<Self> {
        Self::serve(Command::new(Self::binary()?), data, options)
    }

    /// The same with a data folder that is a file system of so many bytes, in a mount namespace of the server's own.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_on_small_disk(data: &Path, bytes: u64, options: &[&str]) -> Outcome<Self> {
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o size={bytes} none \"$0\" && exec \"$@\"");
        command.args(["--mount", "--propagation", "private", "sh", "-c", &script]).arg(data).arg(Self::binary()?);
        Self::serve(command, data, options)
    }

    fn serve(mut command: Command, data: &Path, options: &[&str]) -> Outcome<Self> {
        let log = data.join("server.log");
        let write = File::options().create(true).append(true).open(&log)?;
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--name", "vision-lab"])
            .args(options)
            .arg("--data")
            .arg(data);
        let mut process = Process::start(command.stdout(Stdio::piped()).stderr(write))?;
        let output = process.child().stdout.take().ok_or("no output to read")?;
        for line in BufReader::new(output).lines() {
            let line = line?;
            if let Some(url) = address(&line, "http://") {
                return Ok(Self { process, data: data.to_owned(), url, secure_url: address(&line, "https://") });
            }
        }
        let words = std::fs::read_to_string(&log)?;
        Err(format!("terrarium ended before it listened:\n{words}").into())
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens with TLS.
    ///
    /// # Errors
    /// When it does not.
    pub fn secure_url(&self) -> Outcome<&str> {
        Ok(self.secure_url.as_deref().ok_or("terrarium listens without TLS only")?)
    }

    /// The folder that keeps everything.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder that keeps everything as the server sees it, which may be on a disk of its own.
    #[must_use]
    pub fn own_data(&self) -> PathBuf {
        let path = self.data.strip_prefix("/").unwrap_or(&self.data);
        Path::new("/proc").join(self.process.id().to_string()).join("root").join(path)
    }

    /// Kills the engine in whatever it does now; how many processes that were.
    ///
    /// # Errors
    /// When the system's list of processes cannot be read.
    pub fn kill_engine(&self) -> Outcome<usize> {
        let engines = descendants(self.process.id(), "buildah")?;
        // Who was killed takes the others along.
        Ok(engines.into_iter().filter(|process| signal("KILL", *process).is_ok()).count())
    }

    /// Its workspace, as clients see it.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace::at(&self.url)
    }

    /// Kills it at once, as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(self) -> Outcome<()> {
        self.process.kill()
    }

    /// Asks it to end in order, and returns whether it ended well.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stop(self) -> Outcome<bool> {
        self.process.stop()
    }

    /// Sends a signal to the registry that it runs: `STOP` makes it silent, `CONT` lets it go on, `KILL` ends it.
    ///
    /// # Errors
    /// When it runs none.
    pub fn signal_registry(&self, name: &str) -> Outcome<()> {
        let registries = descendants(self.process.id(), "docker-registry")?;
        if registries.is_empty() {
            return Err("terrarium runs no registry".into());
        }
        registries.into_iter().try_for_each(|process| signal(name, process))
    }
}

/// The address in a line that begins so.
fn address(line: &str, scheme: &str) -> Option<String> {
    let (_, rest) = line.split_once(scheme)?;
    Some(format!("{scheme}{}", rest.split_whitespace().next()?.trim_end_matches('/')))
}
