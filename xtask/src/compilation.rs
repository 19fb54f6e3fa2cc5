//! Runs cargo and shows its progress.

use crate::{
    Error,
    progress::{Progress, Stage},
    run,
};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The first words of cargo's progress messages; everything else is printed.
const PROGRESS: &[&str] = &[
    "Adding",
    "Blocking",
    "Compiling",
    "Dirty",
    "Downloaded",
    "Downloading",
    "Finished",
    "Fresh",
    "Locking",
    "Updating",
];

/// Runs one cargo at a time, which another thread may cancel.
#[derive(Default)]
pub struct Compilation {
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    cancelled: bool,
    child: Option<Child>,
}

impl Compilation {
    /// Runs cargo.
    ///
    /// # Errors
    /// When it cannot be started or fails.
    pub fn run(&self, progress: &Progress, stage: Stage, mut command: Command) -> Result<(), Error> {
        progress.run(stage, || {
            let spawned = command.stderr(Stdio::piped()).spawn();
            let not_started = |source| Error::Start { command: run::command_line(&command), source };
            let mut child = spawned.map_err(not_started)?;
            let stderr = child.stderr.take();
            self.lock().child = Some(child);
            if self.lock().cancelled {
                self.cancel();
            }
            for line in stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).lines()).map_while(Result::ok) {
                if is_progress(&line) {
                    progress.detail(stage, line.trim());
                } else {
                    progress.print(&line);
                }
            }
            let ended = self.lock().child.take().map(|mut child| child.wait().map_err(not_started));
            match ended.transpose()? {
                Some(status) if status.success() => Ok(()),
                _ if self.lock().cancelled => Err(Error::Cancelled),
                Some(status) => Err(Error::Failed { command: run::command_line(&command), status }),
                None => Err(Error::Cancelled),
            }
        })
    }

    /// Cancels the running cargo and all later ones.
    pub fn cancel(&self) {
        let mut running = self.lock();
        running.cancelled = true;
        if let Some(child) = &mut running.child {
            // It may have exited already.
            let _ = child.kill();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_progress(line: &str) -> bool {
    // In colour, a separate escape sequence comes first and another is attached.
    line.split_whitespace().take(2).any(|word| PROGRESS.contains(&word.strip_suffix("\u{1b}[0m").unwrap_or(word)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn warnings_and_errors_are_not_progress() {
        assert!(super::is_progress("   Compiling libc v0.2.180"));
        assert!(super::is_progress("    Finished `dev` profile [unoptimized] target(s) in 4.01s"));
        assert!(super::is_progress("\u{1b}[1m\u{1b}[92m   Compiling\u{1b}[0m libc v0.2.180"));
        assert!(!super::is_progress("error[E0432]: unresolved import"));
        assert!(!super::is_progress("  --> src/main.rs:1:5"));
        assert!(!super::is_progress(""));
    }
}
