//! What a command in a container writes. Buildah would hand it on, and drops what it has not handed on by the time when
//! the command has failed: its last words. So a shell before the command connects it with a pipe of ours, which outlives
//! it.

use super::secrets;
use crate::{
    log::{LineSender, log_line},
    process::Lines,
};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tokio::net::unix::pipe::{OpenOptions, Receiver};
use tokio_util::sync::CancellationToken;

/// Where the container sees the folder with the pipe.
const FOLDER: &str = "/run/terrarium/output";
const PIPE: &str = "pipe";
/// The first line, from the shell: the container has started, and what comes then is of the command.
const STARTED: &str = "started";
/// How many bytes are read at once.
const CHUNK_BYTES: usize = 16 * 1024;
/// What cannot be started ends as the engine ends it, in its words.
const CHECK_PROGRAM: &str = "\
not_started() { printf 'process failed to start with error: exec: \"%s\": %s\\n' \"$1\" \"$2\" >&2; exit 127; }
case $1 in
*/*)
    [ -e \"$1\" ] || not_started \"$1\" 'no such file or directory'
    [ -x \"$1\" ] || not_started \"$1\" 'permission denied' ;;
*) command -v -- \"$1\" >/dev/null || not_started \"$1\" 'executable file not found in $PATH' ;;
esac
";

/// The pipe between one command and this process.
pub(super) struct CommandOutput {
    receiver: Receiver,
    folder: PathBuf,
}

impl CommandOutput {
    /// Makes the pipe in a folder of the command's own.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn create(work: &Path) -> io::Result<Self> {
        let folder = work.join("output");
        fs::create_dir(&folder)?;
        let path = folder.join(PIPE);
        // Whoever the command becomes may write.
        mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o622), 0)?;
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o622))?;
        // Open for both, so that it does not end while nobody writes.
        let receiver = OpenOptions::new().read_write(true).open_receiver(path)?;
        Ok(Self { receiver, folder })
    }

    /// The folder as an argument of buildah.
    pub(super) fn volume(&self) -> String {
        format!("{}:{FOLDER}:ro", self.folder.display())
    }

    /// Logs what the command writes until it has ended and the pipe is empty. Returns whether the container has started.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) async fn forward(self, log: &LineSender, ended: &CancellationToken) -> io::Result<bool> {
        let (mut lines, mut buffer, mut has_started) = (Lines::default(), vec![0; CHUNK_BYTES], false);
        loop {
            let over = ended.is_cancelled();
            match self.read(over, &mut buffer) {
                Ok(length) => {
                    for line in lines.take(&buffer[..length]) {
                        if !has_started && line == STARTED {
                            has_started = true;
                        } else {
                            log_line(log, line).await;
                        }
                    }
                }
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
                Err(_) if over => break,
                Err(_) => {
                    if let Some(readable) = ended.run_until_cancelled(self.receiver.readable()).await {
                        readable?;
                    }
                }
            }
        }
        if let Some(line) = lines.finish() {
            log_line(log, line).await;
        }
        Ok(has_started)
    }

    /// Reads what is there. After the end, whether or not the runtime heard of it yet.
    fn read(&self, over: bool, buffer: &mut [u8]) -> io::Result<usize> {
        if over { Ok(rustix::io::read(&self.receiver, buffer)?) } else { self.receiver.try_read(buffer) }
    }
}

/// What stands before a command: a shell that reads its secret variables, when it has some, says that it has started, and
/// connects it.
pub(super) fn shell_prefix(secret: bool) -> [String; 4] {
    let secrets = if secret { secrets::read() } else { String::new() };
    let script =
        format!("{secrets}echo {STARTED} >{FOLDER}/{PIPE} || exit\n{CHECK_PROGRAM}exec \"$@\" >{FOLDER}/{PIPE} 2>&1");
    ["/bin/sh".into(), "-c".into(), script, "sh".into()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn what_was_written_before_the_end_is_told_after_it() {
        let work = tempfile::tempdir().unwrap();
        let said = CommandOutput::create(work.path()).unwrap();
        let mut writer = fs::OpenOptions::new().append(true).open(said.folder.join(PIPE)).unwrap();
        writer.write_all(b"started\nstarted\nlast words").unwrap();
        drop(writer);
        let (lines, mut received) = mpsc::channel(8);
        let ended = CancellationToken::new();
        ended.cancel();
        assert!(said.forward(&lines, &ended).await.unwrap());
        drop(lines);
        for words in ["started", "last words"] {
            assert_eq!(received.recv().await, Some(words.to_owned()));
        }
        assert_eq!(received.recv().await, None);
    }

    #[tokio::test]
    async fn nothing_comes_from_a_command_that_did_not_begin() {
        let work = tempfile::tempdir().unwrap();
        let said = CommandOutput::create(work.path()).unwrap();
        let ended = CancellationToken::new();
        let (lines, _received) = mpsc::channel(1);
        let forwarding = said.forward(&lines, &ended);
        let (has_started, ()) = tokio::join!(forwarding, async { ended.cancel() });
        assert!(!has_started.unwrap());
    }

    #[test]
    fn a_program_that_is_not_there_is_told_in_the_words_of_the_engine() {
        let run = |words: &[&str]| {
            let [shell, option, script, name] = shell_prefix(false);
            let script = script.replace(FOLDER, "/dev").replace(PIPE, "stdout");
            let output =
                std::process::Command::new(shell).args([&option, &script, &name]).args(words).output().unwrap();
            (output.status.code(), [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()))
        };
        assert_eq!(run(&["echo", "it's", "$HOME"]), (Some(0), ["started\nit's $HOME\n".into(), String::new()]));
        let missing = "executable file not found in $PATH";
        for (word, why) in [
            ("no-such-program", missing),
            ("-x", missing),
            ("$(id)", missing),
            ("/no/such/program", "no such file or directory"),
            ("/etc/passwd", "permission denied"),
        ] {
            let said = format!("process failed to start with error: exec: \"{word}\": {why}\n");
            assert_eq!(run(&[word]), (Some(127), ["started\n".into(), said]));
        }
    }
}
