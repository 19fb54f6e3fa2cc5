//! The values of secret variables, from the submission of a run until it begins: each run's in a file of its own that only
//! the server's user may read. They are never in the database, so neither are they in its copies.

use crate::{Error, workspace::Rooms};
use api::code;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
};

fn folder(rooms: &Rooms) -> PathBuf {
    rooms.settings.folder.join("secrets")
}

fn file(rooms: &Rooms, run: i64) -> PathBuf {
    folder(rooms).join(format!("{run}.json"))
}

/// Keeps the secrets of a run that is about to be committed.
pub fn keep(rooms: &Rooms, run: i64, secrets: &BTreeMap<String, String>) -> Result<(), Error> {
    if secrets.is_empty() {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        let folder = folder(rooms);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        // One is there when a server ended before it could commit.
        forget(rooms, run);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file(rooms, run))?;
        file.write_all(&serde_json::to_vec(secrets)?)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| {
        Error::refuse(code::UNAVAILABLE, format!("the secret variables cannot be kept: {error}"))
            .field("variables")
            .help("See that the disk of the server has room and works, then try again")
    })
}

/// The secrets of a run; none when it has none.
pub fn read(rooms: &Rooms, run: i64) -> io::Result<BTreeMap<String, String>> {
    match fs::read(file(rooms, run)) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

/// Removes the secrets of a run.
pub fn forget(rooms: &Rooms, run: i64) {
    match fs::remove_file(file(rooms, run)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, run, "the secrets of a run stay until the next start");
        }
        _ => {}
    }
}

/// Removes what no run that waits needs. To be called before runs begin.
pub fn tidy(rooms: &Rooms, waiting: &BTreeSet<i64>) -> io::Result<()> {
    let entries = match fs::read_dir(folder(rooms)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let run = name.strip_suffix(".json").and_then(|id| id.parse().ok());
        if run.is_none_or(|run| !waiting.contains(&run)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
