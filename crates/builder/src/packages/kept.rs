//! Caches that do not grow without limit: what was used longest ago goes first. The time of a file is that of its last use.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Marks a file as used now. One that is gone, or that somebody else owns, is none that is missed.
pub fn use_now(path: &Path) {
    let marked = File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    if let Err(error) = marked {
        tracing::debug!(path = %path.display(), %error, "that a file was used is not noted");
    }
}

/// Removes files below a folder until they have at most so many bytes, those that were used longest ago first; returns
/// how many bytes stay.
///
/// # Errors
/// When the folder cannot be read, or a file not be removed.
pub fn trim(folder: &Path, most: u64) -> io::Result<u64> {
    let mut files = files(folder)?;
    let mut size: u64 = files.iter().map(|file| file.size).sum();
    files.sort_unstable_by(|one, other| (one.used, &one.path).cmp(&(other.used, &other.path)));
    for file in files {
        if size <= most {
            break;
        }
        fs::remove_file(&file.path)?;
        size -= file.size;
    }
    Ok(size)
}

/// How many bytes the files below a folder have; one that is not there has none.
///
/// # Errors
/// When it cannot be read.
pub fn size(folder: &Path) -> io::Result<u64> {
    Ok(files(folder)?.iter().map(|file| file.size).sum())
}

struct Kept {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

/// All files below a folder; links count as themselves.
fn files(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            // Whoever uses a cache also removes from it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let about = match entry.metadata() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                about => about?,
            };
            if about.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(Kept { path: entry.path(), size: about.len(), used: about.modified()? });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("inner")).unwrap();
        for (age, name) in ["newest", "inner/newer", "older", "inner/oldest"].into_iter().enumerate() {
            fs::write(at(name), "ten bytes.").unwrap();
            let time = SystemTime::now() - Duration::from_hours(1 + age as u64);
            File::options().append(true).open(at(name)).unwrap().set_modified(time).unwrap();
        }
        use_now(&at("older"));
        assert_eq!(trim(folder.path(), 40).unwrap(), 40);
        assert_eq!(trim(folder.path(), 25).unwrap(), 20);
        assert!(
            at("older").exists()
                && at("newest").exists()
                && !at("inner/newer").exists()
                && !at("inner/oldest").exists()
        );
        assert_eq!((size(folder.path()).unwrap(), size(&at("nowhere")).unwrap()), (20, 0));
    }
}
