//! The real binary, running as a server.

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
    /// The binary that cargo built next to the running test.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn binary() -> Outcome<PathBuf> {
        let here = std::env::current_exe()?;
        let binary = here.ancestors().nth(2).unwrap_or(&here).join("terrarium");
        if binary.is_file() {
            Ok(binary)
        } else {
            Err(format!("{} is missing: build it with `cargo build -p terrarium`", binary.display()).into())
        }
    }

    /// Starts a server on this data folder and waits until it listens. Its log goes to `server.log` in the folder.
    ///
    /// # Errors
    /// When it exits before it listens; its log is in the message.
    pub fn start(data: &Path) -> Outcome<Self> {
        Self::start_with_variables(data, &[])
    }

    /// Starts a server with these environment variables.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_with_variables(data: &Path, variables: &[(&str, &str)]) -> Outcome<Self> {
        Self::start_with(data, variables, &[])
    }

    /// Starts a server with these environment variables and options.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_with(data: &Path, variables: &[(&str, &str)], options: &[&str]) -> Outcome<Self> {
        let mut command = Command::new(Self::binary()?);
        command.envs(variables.iter().copied());
        Self::serve(command, data, options)
    }

    /// Starts a server with these options.
    ///
    /// # Errors
    /// As [`Terrarium::start`].
    pub fn start_with_options(data: &Path, options: &[&str]) -> Outcome<Self> {
        Self::serve(Command::new(Self::binary()?), data, options)
    }

    /// Starts a server whose data folder is a file system of this size, mounted in the server's own mount namespace.
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
            if let Some(url) = url_in(&line, "http://") {
                return Ok(Self { process, data: data.to_owned(), url, secure_url: url_in(&line, "https://") });
            }
        }
        let log = std::fs::read_to_string(&log)?;
        Err(format!("terrarium exited before it listened:\n{log}").into())
    }

    /// The URL that it listens on.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL that it listens on with TLS.
    ///
    /// # Errors
    /// When it listens without TLS only.
    pub fn secure_url(&self) -> Outcome<&str> {
        Ok(self.secure_url.as_deref().ok_or("terrarium listens without TLS only")?)
    }

    /// The memory that the server has in use, in bytes.
    ///
    /// # Errors
    /// When it is not running.
    pub fn memory(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.strip_suffix("kB"));
        Ok(kilobytes.ok_or("the system does not say how much memory the server uses")?.trim().parse::<u64>()? * 1024)
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The data folder as the server sees it: a small disk is mounted for the server alone.
    #[must_use]
    pub fn mounted_data(&self) -> PathBuf {
        let path = self.data.strip_prefix("/").unwrap_or(&self.data);
        Path::new("/proc").join(self.process.id().to_string()).join("root").join(path)
    }

    /// Kills the processes of the engine and returns how many there were.
    ///
    /// # Errors
    /// When the system's list of processes cannot be read.
    pub fn kill_engine(&self) -> Outcome<usize> {
        let engines = descendants(self.process.id(), "buildah")?;
        // One that is killed may end the others.
        Ok(engines.into_iter().filter(|process| signal("KILL", *process).is_ok()).count())
    }

    /// The workspace, as its clients see it.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace::new(&self.url)
    }

    /// Kills the server at once, as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(self) -> Outcome<()> {
        self.process.kill()
    }

    /// Asks the server to shut down, and returns whether it exited with success.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stop(self) -> Outcome<bool> {
        self.process.stop()
    }

    /// Sends a signal to the registry that the server runs: `STOP` makes it hang, `CONT` resumes it, `KILL` ends it.
    ///
    /// # Errors
    /// When the server runs none.
    pub fn signal_registry(&self, name: &str) -> Outcome<()> {
        let registries = descendants(self.process.id(), "docker-registry")?;
        if registries.is_empty() {
            return Err("terrarium runs no registry".into());
        }
        registries.into_iter().try_for_each(|process| signal(name, process))
    }
}

/// The URL with this scheme in a line of output.
fn url_in(line: &str, scheme: &str) -> Option<String> {
    let (_, rest) = line.split_once(scheme)?;
    Some(format!("{scheme}{}", rest.split_whitespace().next()?.trim_end_matches('/')))
}
