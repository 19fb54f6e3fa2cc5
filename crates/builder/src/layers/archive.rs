//! The folder that layers are made of, and archives of its entries that depend on nothing but what they are.

use outputs::{Entry, Kind, OutputFolder};
use std::{
    io::{self, Read, Write},
    path::PathBuf,
    sync::Arc,
};
use tar::{Builder, EntryType, Header};

/// The file of the environment that lists what was installed. It has a layer of its own, since it is another one
/// whenever a package is.
pub(crate) const LOCK: &str = "terrarium-lock.json";

/// A folder that a step left, which becomes one of the image.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub folder: Arc<OutputFolder>,
    /// Where it is in the image, below its root.
    pub place: PathBuf,
}

/// The time of everything, in seconds since 1970: the first day of 1980, the oldest that every archive can tell.
const TIME: u64 = 315_532_800;
/// The permissions of the folders above a tree.
const ABOVE: u32 = 0o755;

/// Writes entries of a tree, in their order, where they are in the image, after the folders above.
///
/// # Errors
/// When one cannot be read, or is not what it was when it was found.
pub fn write<W: Write>(tree: &Tree, entries: &[Entry], writer: W) -> io::Result<W> {
    let mut archive = Builder::new(writer);
    let mut above: Vec<_> = tree.place.ancestors().filter(|folder| !folder.as_os_str().is_empty()).collect();
    above.reverse();
    for folder in above {
        archive.append_data(&mut header(EntryType::Directory, ABOVE, 0), folder, io::empty())?;
    }
    for Entry { path, mode, kind } in entries {
        let place = tree.place.join(path);
        match kind {
            Kind::Folder => archive.append_data(&mut header(EntryType::Directory, *mode, 0), place, io::empty())?,
            Kind::Link(to) => archive.append_link(&mut header(EntryType::Symlink, 0o777, 0), place, to)?,
            Kind::File(size) => {
                let mut file = tree.folder.file(path)?.take(*size);
                archive.append_data(&mut header(EntryType::Regular, *mode, *size), place, &mut file)?;
                if file.limit() > 0 || file.into_inner().read(&mut [0])? > 0 {
                    return Err(io::Error::other(format!("{} changed while it was archived", path.display())));
                }
            }
        }
    }
    archive.into_inner()
}

fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(TIME);
    header.set_uid(0);
    header.set_gid(0);
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use outputs::OutputFolder;
    use std::{
        fs::{self, File, FileTimes},
        os::unix::fs::symlink,
        path::Path,
        sync::Arc,
        time::SystemTime,
    };

    fn tree(root: &Path) -> Tree {
        Tree { folder: Arc::new(OutputFolder::open(root).unwrap()), place: "opt/env".into() }
    }

    /// An archive of three entries, one of them with a name that is too long for a header.
    fn archive(written_at: SystemTime) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let long = "long".repeat(40);
        fs::create_dir(folder.path().join("a")).unwrap();
        let mut file = File::create(folder.path().join("a").join(&long)).unwrap();
        file.write_all(b"text").unwrap();
        file.set_times(FileTimes::new().set_modified(written_at)).unwrap();
        symlink(format!("a/{long}"), folder.path().join("link")).unwrap();
        let tree = tree(folder.path());
        write(&tree, &tree.folder.entries().unwrap(), Vec::new()).unwrap()
    }

    #[test]
    fn the_same_files_give_the_same_archive_whenever_they_were_written() {
        assert_eq!(archive(SystemTime::UNIX_EPOCH), archive(SystemTime::now()));
    }

    #[test]
    fn everything_is_where_the_image_has_it_and_belongs_to_root() {
        let bytes = archive(SystemTime::now());
        let mut read = tar::Archive::new(bytes.as_slice());
        let listed = read.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            let (path, header) = (entry.path().unwrap().display().to_string(), entry.header());
            assert_eq!((header.uid().unwrap(), header.gid().unwrap(), header.mtime().unwrap()), (0, 0, TIME));
            let path = path.replace(&"long".repeat(40), "LONG");
            format!("{path} {:o} {:?} {}", header.mode().unwrap(), header.entry_type(), header.size().unwrap())
        });
        assert_eq!(
            listed.collect::<Vec<_>>(),
            [
                "opt 755 Directory 0",
                "opt/env 755 Directory 0",
                "opt/env/a 755 Directory 0",
                "opt/env/a/LONG 644 Regular 4",
                "opt/env/link 777 Symlink 0"
            ]
        );
    }

    #[test]
    fn a_file_that_grows_or_shrinks_meanwhile_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "text").unwrap();
        for size in [3, 5] {
            let entry = Entry { path: "file".into(), mode: 0o644, kind: Kind::File(size) };
            let error = write(&tree(folder.path()), &[entry], Vec::new()).unwrap_err();
            assert_eq!(error.to_string(), "file changed while it was archived");
        }
    }
}
