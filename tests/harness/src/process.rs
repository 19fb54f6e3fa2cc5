//! Processes that end with the value that owns them.

use crate::Outcome;
use std::{
    fs,
    process::{Child, Command, ExitStatus},
};

/// A process, killed when dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts a command.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self(command.spawn().map_err(|error| format!("{name} cannot be started: {error}"))?))
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The exit status, if the process has exited.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn exit_status(&mut self) -> Outcome<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// Kills the process at once, as a power cut would, and waits for its end.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> Outcome<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    /// Sends SIGTERM, and returns whether the process exited with success.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stop(mut self) -> Outcome<bool> {
        signal("TERM", self.id())?;
        Ok(self.0.wait()?.success())
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Sends a signal to one process.
///
/// # Errors
/// When there is no such process.
pub fn signal(signal: &str, process: u32) -> Outcome<()> {
    let status = Command::new("kill").arg(format!("-{signal}")).arg(process.to_string()).status()?;
    if status.success() { Ok(()) } else { Err(format!("could not send {signal} to process {process}").into()) }
}

/// The descendants of a process that run the program with this name.
///
/// # Errors
/// When the list of processes cannot be read.
pub fn descendants(ancestor: u32, name: &str) -> Outcome<Vec<u32>> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // A process may have exited meanwhile.
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let Some(parent) = rest.split_whitespace().nth(1).and_then(|parent| parent.parse::<u32>().ok()) else {
            continue;
        };
        let command = fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let program = command.split('\0').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        all.push((id, parent, program.to_owned()));
    }
    let mut family = vec![ancestor];
    while let Some((id, ..)) = all.iter().find(|(id, parent, _)| family.contains(parent) && !family.contains(id)) {
        family.push(*id);
    }
    Ok(all
        .into_iter()
        .filter(|(id, _, program)| family[1..].contains(id) && program == name)
        .map(|(id, ..)| id)
        .collect())
}
