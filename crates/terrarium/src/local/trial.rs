//! Whether a tool really starts containers. One that is installed may have a runtime that this machine's kernel, limits
//! or control groups refuse, and only starting something shows that.

use super::{command_line::CommandLine, container::cache_folder, process};
use definition::Digest;
use std::{
    env, fs, io,
    path::PathBuf,
    time::{Duration, SystemTime},
};

/// A program that no image has.
const MISSING_PROGRAM: &str = "/terrarium-trial";
/// An archive without files.
const EMPTY_ARCHIVE: [u8; 1024] = [0; 1024];
/// How long a successful trial counts.
const TRIAL_LIFETIME: Duration = Duration::from_hours(24);

/// Has the tool start a container of an empty image, whose program is not there: that it names the program is success.
/// `about` is what the tool says of itself; while it says the same, since the last start of the machine, it is asked once
/// a day.
///
/// # Errors
/// Why it starts none, in its own words.
pub async fn starts_containers(tool: &CommandLine, about: &str) -> Result<(), String> {
    let note = note(tool.program(), about);
    if note.as_ref().is_some_and(|note| is_recent(note).unwrap_or(false)) {
        return Ok(());
    }
    try_container(tool).await.map_err(|reason| format!("it cannot start containers: {reason}"))?;
    // Without the note it is tried again the next time.
    drop(note.map(|note| fs::create_dir_all(note.with_file_name("")).and_then(|()| fs::write(note, ""))));
    Ok(())
}

async fn try_container(tool: &CommandLine) -> Result<(), String> {
    let unwritten = |error: io::Error| error.to_string();
    let archive = tempfile::NamedTempFile::new().map_err(unwritten)?;
    fs::write(archive.path(), EMPTY_ARCHIVE).map_err(unwritten)?;
    let image = tool.asked(&["import", &archive.path().to_string_lossy()]).await?;
    let ended = process::ended(tool.trial(&image, MISSING_PROGRAM)).await;
    let removed = tool.asked(&["image", "rm", "--force", &image]).await;
    let ended = ended?;
    if !String::from_utf8_lossy(&ended.stderr).contains(MISSING_PROGRAM) {
        return Err(process::last_words(&ended));
    }
    removed.map(drop)
}

/// The file that says that this very tool worked since the machine was started.
fn note(program: &str, about: &str) -> Option<PathBuf> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let chosen = ["DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINERS_CONF"].map(env::var_os);
    let digest = Digest::of(&format!("{program}\n{about}\n{boot}\n{chosen:?}"));
    Some(cache_folder()?.join("terrarium/trials").join(digest.to_string()))
}

fn is_recent(note: &PathBuf) -> io::Result<bool> {
    let written = fs::metadata(note)?.modified()?;
    Ok(SystemTime::now().duration_since(written).is_ok_and(|age| age < TRIAL_LIFETIME))
}
