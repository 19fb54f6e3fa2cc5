//! A folder that a step wrote.

use rustix::{
    fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, fstat, mkdirat, openat, unlinkat},
    io::Errno,
};
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Read, Write},
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::{Component, Path, PathBuf},
};

/// How a folder on the way to a file is opened.
const FOLDER_FLAGS: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// How a file is opened. Opening a pipe does not block.
const FILE_FLAGS: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// A folder that a step wrote, by a handle.
#[derive(Debug)]
pub struct OutputFolder {
    handle: OwnedFd,
}

impl OutputFolder {
    /// Opens a folder. Its own path is the server's and may have links, except at its end.
    ///
    /// # Errors
    /// When it is no folder or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { handle: openat(CWD, path, FOLDER_FLAGS, Mode::empty())? })
    }

    /// Opens a folder in this one.
    ///
    /// # Errors
    /// When there is none, when a link leads to it, or when it cannot be read.
    pub fn folder(&self, path: &Path) -> io::Result<Self> {
        let mut handle = openat(&self.handle, ".", FOLDER_FLAGS, Mode::empty())?;
        for name in names(path)? {
            handle = openat(&handle, name, FOLDER_FLAGS, Mode::empty())?;
        }
        Ok(Self { handle })
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// When there is none, when a link leads to it, when it is something else than a file, or when it cannot be read.
    pub fn file(&self, path: &Path) -> io::Result<File> {
        let (parent, name) = self.parent(path)?;
        let parent = parent.as_ref().map_or(&self.handle, |parent| &parent.handle);
        let handle = openat(parent, name, FILE_FLAGS, Mode::empty())?;
        if FileType::from_raw_mode(fstat(&handle)?.st_mode) != FileType::RegularFile {
            return Err(io::Error::other(format!("{} is not a file", path.display())));
        }
        Ok(handle.into())
    }

    /// Reads a file of at most so many bytes; `None` where there is no file: nothing, a link or something else.
    ///
    /// # Errors
    /// When it is larger, or cannot be read.
    pub fn read(&self, path: &Path, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = self.existing_file(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max_bytes {
            return Err(io::Error::other(format!("{} is larger than {max_bytes} bytes", path.display())));
        }
        Ok(Some(bytes))
    }

    /// The beginning of a text file, at most so many bytes of it; empty where there is no file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_text(&self, path: &Path, max_bytes: u64) -> io::Result<String> {
        let mut bytes = Vec::new();
        if let Some(file) = self.existing_file(path)? {
            file.take(max_bytes).read_to_end(&mut bytes)?;
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether there is a file at a path: no link, and none on the way.
    #[must_use]
    pub fn has_file(&self, path: &Path) -> bool {
        self.existing_file(path).is_ok_and(|file| file.is_some())
    }

    /// Whether there is anything at a path, be it a link that leads nowhere.
    #[must_use]
    pub fn has_entry(&self, path: &Path) -> bool {
        let found = self.parent(path).and_then(|(parent, name)| {
            let parent = parent.as_ref().map_or(&self.handle, |parent| &parent.handle);
            Ok(rustix::fs::statat(parent, name, AtFlags::SYMLINK_NOFOLLOW)?)
        });
        found.is_ok()
    }

    /// The names of what is in this folder, sorted, each with what it is.
    pub(crate) fn list(&self) -> io::Result<Vec<(OsString, rustix::fs::Stat)>> {
        let mut found = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_bytes() != b"." && name.to_bytes() != b".." {
                let about = rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW)?;
                found.push((OsStr::from_bytes(name.to_bytes()).to_owned(), about));
            }
        }
        found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Ok(found)
    }

    /// The names of the folders in this one, sorted.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn folder_names(&self) -> io::Result<Vec<OsString>> {
        let is_folder = |about: &rustix::fs::Stat| FileType::from_raw_mode(about.st_mode) == FileType::Directory;
        Ok(self.list()?.into_iter().filter(|(_, about)| is_folder(about)).map(|(name, _)| name).collect())
    }

    /// Where a link in this folder leads, as it is written.
    pub(crate) fn link(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target = rustix::fs::readlinkat(&self.handle, name, Vec::new())?;
        Ok(OsStr::from_bytes(target.as_bytes()).into())
    }

    /// Writes a file in place of whatever is there. A link there is replaced, never followed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        let parent = parent.as_ref().map_or(&self.handle, |parent| &parent.handle);
        match unlinkat(parent, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(error) => return Err(error.into()),
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        File::from(openat(parent, name, flags, Mode::from_raw_mode(0o644))?).write_all(bytes)
    }

    /// Creates a folder, in place of nothing.
    ///
    /// # Errors
    /// When there is something, or it cannot be created.
    pub fn create_folder(&self, name: &OsStr) -> io::Result<Self> {
        mkdirat(&self.handle, name, Mode::from_raw_mode(0o755))?;
        self.folder(Path::new(name))
    }

    fn existing_file(&self, path: &Path) -> io::Result<Option<File>> {
        match self.file(path) {
            Ok(file) => Ok(Some(file)),
            Err(error) => match error.raw_os_error().map(Errno::from_raw_os_error) {
                // Nothing, a link, a file in place of a folder, a socket; something else than a file has no number.
                Some(Errno::NOENT | Errno::LOOP | Errno::NOTDIR | Errno::NXIO | Errno::MLINK) | None => Ok(None),
                Some(_) => Err(error),
            },
        }
    }

    /// The folder that a path is in, `None` for this one, and its last name.
    fn parent<'a>(&self, path: &'a Path) -> io::Result<(Option<Self>, &'a OsStr)> {
        let name = names(path)?.next_back().ok_or_else(|| outside(path))?;
        match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => Ok((Some(self.folder(parent)?), name)),
            None => Ok((None, name)),
        }
    }
}

/// The names of a path below a folder.
fn names(path: &Path) -> io::Result<impl DoubleEndedIterator<Item = &OsStr>> {
    if path.components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(outside(path));
    }
    Ok(path.iter())
}

fn outside(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{} is not a path below the folder", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        fs,
        os::unix::{fs::symlink, net::UnixListener},
    };

    /// A folder beside which there is a secret, and links to it.
    fn hostile() -> (tempfile::TempDir, OutputFolder) {
        let around = tempfile::tempdir().unwrap();
        let root = around.path().join("left");
        fs::create_dir_all(root.join("inner")).unwrap();
        fs::create_dir(around.path().join("outside")).unwrap();
        fs::write(around.path().join("outside/secret"), "hunter2").unwrap();
        fs::write(root.join("inner/file"), "text").unwrap();
        symlink("../outside/secret", root.join("link")).unwrap();
        symlink("../outside", root.join("folder")).unwrap();
        symlink("inner", root.join("inside")).unwrap();
        let folder = OutputFolder::open(&root).unwrap();
        (around, folder)
    }

    #[test]
    fn no_path_leads_out() {
        let (around, folder) = hostile();
        let secret = around.path().join("outside/secret");
        for path in
            ["link", "folder/secret", "../outside/secret", "inner/../../outside/secret", secret.to_str().unwrap()]
        {
            assert!(folder.file(Path::new(path)).is_err(), "{path}");
            assert_eq!(folder.read_text(Path::new(path), 100).unwrap_or_default(), "", "{path}");
            assert!(!folder.has_file(Path::new(path)), "{path}");
        }
        assert!(folder.folder(Path::new("folder")).is_err());
        assert!(OutputFolder::open(&around.path().join("left/folder")).is_err(), "the folder itself is a link");
    }

    #[test]
    fn links_inside_are_not_followed_either() {
        let (_around, folder) = hostile();
        assert_eq!(folder.read_text(Path::new("inner/file"), 100).unwrap(), "text");
        assert_eq!(folder.read(Path::new("inside/file"), 100).unwrap(), None);
        assert!(folder.has_entry(Path::new("link")) && !folder.has_file(Path::new("link")));
        assert_eq!(folder.folder_names().unwrap(), ["inner"]);
    }

    #[test]
    fn what_is_written_takes_the_place_of_a_link() {
        let (around, folder) = hostile();
        folder.write(Path::new("link"), b"lock").unwrap();
        assert_eq!(fs::read_to_string(around.path().join("outside/secret")).unwrap(), "hunter2");
        assert_eq!(folder.read(Path::new("link"), 4).unwrap().as_deref(), Some(&b"lock"[..]));
        assert!(folder.write(Path::new("folder/secret"), b"lock").is_err());
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let (around, folder) = hostile();
        let _socket = UnixListener::bind(around.path().join("left/socket")).unwrap();
        assert!(folder.file(Path::new("socket")).is_err() && folder.file(Path::new("inner")).is_err());
        assert_eq!(folder.read(Path::new("socket"), 100).unwrap(), None);
        assert!(folder.read(Path::new("inner/file"), 3).is_err());
        assert_eq!(folder.read_text(Path::new("inner/file"), 3).unwrap(), "tex");
    }
}
