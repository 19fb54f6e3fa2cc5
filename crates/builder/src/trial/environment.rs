//! The packages and the native code of an environment.

use super::{
    elf::{self, Machine},
    subjects::Distributions,
};
use outputs::{Entry, Kind, OutputFolder};
use std::{collections::BTreeMap, io, path::PathBuf};

/// The smallest file that can be native code, in bytes.
const SMALLEST_OBJECT: u64 = 64;
/// Files with these endings are no native code, whatever their permissions say.
const NO_OBJECTS: [&str; 12] = ["py", "pyc", "pyi", "txt", "json", "h", "hpp", "a", "js", "css", "html", "md"];

/// The packages of an environment and its native code.
pub(super) fn read(
    environment: &OutputFolder,
    machine: Option<Machine>,
) -> io::Result<(Distributions, BTreeMap<PathBuf, elf::Object>)> {
    let entries = environment.entries()?;
    let distributions = Distributions::read(environment, &entries)?;
    let mut objects = BTreeMap::new();
    for entry in entries.into_iter().filter(may_be_object) {
        if let Some(object) = elf::read(environment.file(&entry.path)?, machine)? {
            objects.insert(entry.path, object);
        }
    }
    Ok((distributions, objects))
}

/// Whether a file may be native code: most are not, and need not be opened for that.
fn may_be_object(entry: &Entry) -> bool {
    let Kind::File(size) = entry.kind else { return false };
    let ending = entry.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
    size >= SMALLEST_OBJECT && !NO_OBJECTS.contains(&ending) && (name.contains(".so") || entry.mode & 0o111 != 0)
}
