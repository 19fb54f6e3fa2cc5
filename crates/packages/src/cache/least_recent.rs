//! Caches that remove the least recently used entries first. The time of a file is that of its last use.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Marks a file or folder as used now. Missing files and files of another user are ignored.
pub fn touch(path: &Path) {
    let marked = File::open(path).and_then(|file| file.set_modified(SystemTime::now()));
    if let Err(error) = marked {
        tracing::debug!(path = %path.display(), %error, "could not mark a cached file as used");
    }
}

/// Removes files below a folder until they have at most so many bytes, those that were used longest ago first; returns
/// how many bytes stay.
///
/// # Errors
/// When the folder cannot be read, or a file not be removed.
pub fn trim(folder: &Path, max_bytes: u64) -> io::Result<u64> {
    trim_entries(files(folder)?, max_bytes, |path| fs::remove_file(path))
}

/// Removes folders until those that stay have at most so many bytes, those that were used longest ago first; returns how
/// many bytes stay. `places` names folders and how far below each those to remove are.
///
/// # Errors
/// When a folder cannot be read or not be removed.
pub fn trim_folders(places: &[(PathBuf, usize)], max_bytes: u64) -> io::Result<u64> {
    let mut entries = Vec::new();
    for (place, depth) in places {
        for path in folders(place, *depth)? {
            let used = fs::metadata(&path)?.modified()?;
            entries.push(Entry { size: size(&path)?, path, used });
        }
    }
    trim_entries(entries, max_bytes, |path| fs::remove_dir_all(path))
}

fn trim_entries(mut entries: Vec<Entry>, max_bytes: u64, remove: impl Fn(&Path) -> io::Result<()>) -> io::Result<u64> {
    let mut size: u64 = entries.iter().map(|entry| entry.size).sum();
    entries.sort_unstable_by(|one, other| (one.used, &one.path).cmp(&(other.used, &other.path)));
    for entry in entries {
        if size <= max_bytes {
            break;
        }
        remove(&entry.path)?;
        size -= entry.size;
    }
    Ok(size)
}

/// The folders so many steps below a folder; links are none.
fn folders(folder: &Path, depth: usize) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![folder.to_owned()];
    for _ in 0..depth {
        let mut below = Vec::new();
        for folder in found {
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    below.push(entry.path());
                }
            }
        }
        found = below;
    }
    Ok(found)
}

/// How many bytes the files below a folder have; one that is not there has none.
///
/// # Errors
/// When it cannot be read.
pub fn size(folder: &Path) -> io::Result<u64> {
    Ok(files(folder)?.iter().map(|file| file.size).sum())
}

struct Entry {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

/// All files below a folder; links count as themselves.
fn files(folder: &Path) -> io::Result<Vec<Entry>> {
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
                found.push(Entry { path: entry.path(), size: about.len(), used: about.modified()? });
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
        touch(&at("older"));
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

    #[test]
    fn folders_go_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (age, name) in ["flat/newest", "deep/group/middle", "deep/other/oldest"].into_iter().enumerate() {
            fs::create_dir_all(at(name).join("inner")).unwrap();
            fs::write(at(name).join("one"), "five.").unwrap();
            fs::write(at(name).join("inner/two"), "five.").unwrap();
            let time = SystemTime::now() - Duration::from_hours(1 + age as u64);
            File::open(at(name)).unwrap().set_modified(time).unwrap();
        }
        fs::write(at("flat/file"), "is nobody's").unwrap();
        let places = [(at("flat"), 1), (at("deep"), 2), (at("nowhere"), 1)];
        assert_eq!(trim_folders(&places, 30).unwrap(), 30);
        touch(&at("deep/other/oldest"));
        assert_eq!(trim_folders(&places, 29).unwrap(), 20);
        assert!(at("deep/other/oldest/inner/two").exists() && !at("deep/group/middle").exists());
        assert_eq!(trim_folders(&places, 0).unwrap(), 0);
        assert!(at("flat/file").exists());
    }
}
