//! Everything in a folder.

use crate::folder::OutputFolder;
use rustix::fs::FileType;
use std::{io, path::PathBuf};

/// A file, folder or link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Below the folder.
    pub path: PathBuf,
    /// Its permissions, the same whatever those of new files were on the machine that made it.
    pub mode: u32,
    /// What it is.
    pub kind: Kind,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A file of so many bytes.
    File(u64),
    /// A link to somewhere.
    Link(PathBuf),
}

impl OutputFolder {
    /// Everything in the folder, sorted, a folder before what is in it. Links are not followed.
    ///
    /// # Errors
    /// When something cannot be read, or is neither a file nor a folder nor a link.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        // Not recursive: folders may be nested thousands of levels deep.
        let mut folders = vec![PathBuf::new()];
        while let Some(path) = folders.pop() {
            let folder = self.folder(&path)?;
            for (name, about) in folder.list()? {
                let path = path.join(&name);
                let kind = match FileType::from_raw_mode(about.st_mode) {
                    FileType::Symlink => Kind::Link(folder.link(&name)?),
                    FileType::Directory => {
                        folders.push(path.clone());
                        Kind::Folder
                    }
                    FileType::RegularFile => Kind::File(u64::try_from(about.st_size).unwrap_or(0)),
                    _ => {
                        return Err(io::Error::other(format!(
                            "a package left {} in the environment, which is neither a file nor a folder nor a link",
                            path.display()
                        )));
                    }
                };
                entries.push(Entry { path, mode: mode(about.st_mode), kind });
            }
        }
        entries.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        Ok(entries)
    }
}

/// What the owner may read and run, everybody may; only the owner may write.
fn mode(mode: u32) -> u32 {
    let owner = mode & 0o500;
    (mode & 0o7700) | owner >> 3 | owner >> 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::symlink};

    #[test]
    fn everything_is_found_in_order_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/c")).unwrap();
        fs::write(folder.path().join("b.txt"), "text").unwrap();
        fs::write(folder.path().join("b/c/d"), "").unwrap();
        symlink("/", folder.path().join("b/a")).unwrap();
        let entries = OutputFolder::open(folder.path()).unwrap().entries().unwrap();
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["b", "b/a", "b/c", "b/c/d", "b.txt"]);
        assert_eq!(entries[1].kind, Kind::Link("/".into()));
        assert_eq!(entries[4].kind, Kind::File(4));
    }

    #[test]
    fn permissions_do_not_depend_on_those_of_new_files() {
        assert_eq!([0o700, 0o755, 0o775].map(mode), [0o755; 3]);
        assert_eq!([0o600, 0o644, 0o664].map(mode), [0o644; 3]);
        assert_eq!(mode(0o4555), 0o4555);
    }

    #[test]
    fn what_no_image_can_hold_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let error = OutputFolder::open(folder.path()).unwrap().entries().unwrap_err();
        assert!(error.to_string().contains("left socket in the environment"));
    }
}
