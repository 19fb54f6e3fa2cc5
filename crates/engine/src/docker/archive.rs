//! Folders as archives, to a daemon and back.

use std::{
    fs,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Component, Path, PathBuf},
};
use tokio::{io::DuplexStream, task::JoinHandle};
use tokio_util::io::{ReaderStream, SyncIoBridge};

/// How many bytes are buffered between packing and sending.
const MAX_BYTES_AHEAD: usize = 256 * 1024;
/// More than any environment has.
const LIMITS: Limits = Limits { entries: 4_000_000, bytes: 256 << 30 };

struct Limits {
    entries: u64,
    bytes: u64,
}

/// The content of a folder as an archive, below `prefix`, and a file `beside` it under another name, while it is being
/// packed. Whether that went well is known when all was sent.
pub(super) fn packed(
    folder: PathBuf,
    prefix: PathBuf,
    beside: Option<(PathBuf, String)>,
) -> (ReaderStream<DuplexStream>, JoinHandle<io::Result<()>>) {
    let (reader, writer) = tokio::io::duplex(MAX_BYTES_AHEAD);
    let packing = tokio::task::spawn_blocking(move || {
        let mut archive = tar::Builder::new(SyncIoBridge::new(writer));
        archive.follow_symlinks(false);
        archive.append_dir_all(prefix, folder)?;
        if let Some((file, name)) = beside {
            archive.append_path_with_name(file, name)?;
        }
        archive.into_inner()?.shutdown()
    });
    (ReaderStream::with_capacity(reader, MAX_BYTES_AHEAD / 4), packing)
}

/// Replaces the content of a folder with that of an archive whose entries are all below one folder. What is neither
/// file, folder nor link is left out, and nothing gets outside.
pub(super) fn unpacked(archive: impl Read, folder: &Path) -> io::Result<()> {
    unpacked_within(archive, folder, &LIMITS)
}

fn unpacked_within(archive: impl Read, folder: &Path, limits: &Limits) -> io::Result<()> {
    let beside = folder.parent().ok_or_else(|| io::Error::other("a folder without a parent cannot be replaced"))?;
    let arriving = tempfile::Builder::new().prefix(".arriving-").tempdir_in(beside)?;
    let mut archive = tar::Archive::new(archive);
    archive.set_preserve_permissions(true);
    archive.set_preserve_ownerships(fs::metadata("/proc/self")?.uid() == 0);
    let (mut entries, mut bytes) = (0, 0u64);
    let mut folders = Vec::new();
    let mut root = None;
    for entry in archive.entries()? {
        let mut entry = entry?;
        entries += 1;
        bytes = bytes.saturating_add(entry.size());
        if entries > limits.entries || bytes > limits.bytes {
            return Err(io::Error::other(format!(
                "the command left too much: {entries} files with {bytes} bytes so far"
            )));
        }
        if root.is_none() {
            root = entry.path()?.components().find_map(|part| match part {
                Component::Normal(name) => Some(arriving.path().join(name)),
                _ => None,
            });
        }
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            // Their modes and times come last: one that may not be written, or is written to.
            folders.push(entry);
        } else if kind.is_file() || kind.is_symlink() || kind.is_hard_link() {
            entry.unpack_in(arriving.path())?;
        }
    }
    for mut folder in folders.into_iter().rev() {
        folder.unpack_in(arriving.path())?;
    }
    let root = root.ok_or_else(|| io::Error::other("the daemon sent nothing"))?;
    if !fs::symlink_metadata(&root)?.is_dir() {
        return Err(io::Error::other("the daemon sent something else than a folder"));
    }
    replace(folder, &root)
}

/// Moves the content of one folder into another, whose content goes.
fn replace(folder: &Path, root: &Path) -> io::Result<()> {
    for old in fs::read_dir(folder)? {
        let old = old?;
        if old.file_type()?.is_dir() {
            fs::remove_dir_all(old.path())?;
        } else {
            fs::remove_file(old.path())?;
        }
    }
    for new in fs::read_dir(root)? {
        let new = new?;
        fs::rename(new.path(), folder.join(new.file_name()))?;
    }
    fs::set_permissions(folder, fs::metadata(root)?.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// An archive with these entries: kind, path, content or target, mode.
    fn archive(entries: &[(tar::EntryType, &str, &str, u32)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for &(kind, path, content, mode) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_mode(mode);
            header.set_uid(0);
            header.set_gid(0);
            let name = &mut header.as_old_mut().name;
            name[..path.len()].copy_from_slice(path.as_bytes());
            let link = kind.is_symlink() || kind.is_hard_link();
            header.set_size(if link { 0 } else { content.len() as u64 });
            if link {
                header.set_link_name_literal(content).unwrap();
            }
            header.set_cksum();
            archive.append(&header, if link { &[] } else { content.as_bytes() }).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_packed_arrives_as_it_was_and_what_was_there_goes() {
        let work = tempfile::tempdir().unwrap();
        let (from, to) = (work.path().join("from"), work.path().join("to"));
        fs::create_dir_all(from.join("bin")).unwrap();
        fs::create_dir_all(to.join("old")).unwrap();
        fs::write(from.join("bin/run"), "#!/bin/sh").unwrap();
        fs::set_permissions(from.join("bin/run"), fs::Permissions::from_mode(0o755)).unwrap();
        symlink("/nowhere/at/all", from.join("link")).unwrap();
        fs::set_permissions(from.join("bin"), fs::Permissions::from_mode(0o555)).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let bytes = runtime.block_on(async {
            let (stream, packing) = packed(from.clone(), "some/where".into(), None);
            let chunks: Vec<_> = futures::StreamExt::collect(stream).await;
            packing.await.unwrap().unwrap();
            chunks.into_iter().flat_map(|chunk| chunk.unwrap().to_vec()).collect::<Vec<u8>>()
        });
        // The daemon sends the last part of a path only.
        let mut sent = tar::Builder::new(Vec::new());
        for entry in tar::Archive::new(&bytes[..]).entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().strip_prefix("some").unwrap().to_owned();
            let mut header = entry.header().clone();
            match entry.link_name().unwrap().map(std::borrow::Cow::into_owned) {
                Some(target) => sent.append_link(&mut header, path, target).unwrap(),
                None => sent.append_data(&mut header, path, &mut entry).unwrap(),
            }
        }
        unpacked(&sent.into_inner().unwrap()[..], &to).unwrap();
        assert_eq!(names(&to), ["bin", "link"]);
        assert_eq!(fs::metadata(to.join("bin/run")).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(fs::metadata(to.join("bin")).unwrap().permissions().mode() & 0o777, 0o555);
        assert_eq!(fs::read_link(to.join("link")).unwrap(), Path::new("/nowhere/at/all"));
        assert_eq!(names(work.path()), ["from", "to"]);
    }

    #[test]
    fn nothing_gets_outside() {
        use tar::EntryType as Kind;
        let work = tempfile::tempdir().unwrap();
        let to = work.path().join("to");
        fs::create_dir(&to).unwrap();
        let folder = (Kind::Directory, "left", "", 0o755);
        let outside = work.path().join("outside");
        let target = outside.to_str().unwrap();
        fs::create_dir(&outside).unwrap();
        let up = archive(&[folder, (Kind::Regular, "left/../../up", "x", 0o644)]);
        unpacked(&up[..], &to).unwrap();
        let through =
            archive(&[folder, (Kind::Symlink, "left/a", target, 0o777), (Kind::Regular, "left/a/b", "x", 0o644)]);
        unpacked(&through[..], &to).unwrap_err();
        let itself = archive(&[(Kind::Symlink, "left", target, 0o777)]);
        assert_eq!(unpacked(&itself[..], &to).unwrap_err().to_string(), "the daemon sent something else than a folder");
        let device = archive(&[folder, (Kind::Block, "left/disk", "", 0o666), (Kind::Fifo, "left/pipe", "", 0o666)]);
        unpacked(&device[..], &to).unwrap();
        assert_eq!((names(&to), names(&outside)), (vec![], vec![]));
        assert_eq!(names(work.path()), ["outside", "to"]);
    }

    #[test]
    fn too_much_is_refused_and_what_was_there_stays() {
        let work = tempfile::tempdir().unwrap();
        let to = work.path().join("to");
        fs::create_dir_all(to.join("kept")).unwrap();
        let kind = tar::EntryType::Regular;
        let large = archive(&[(kind, "left/a", "12345", 0o644), (kind, "left/b", "67890", 0o644)]);
        for limits in [Limits { entries: 1, bytes: 100 }, Limits { entries: 10, bytes: 9 }] {
            unpacked_within(&large[..], &to, &limits).unwrap_err();
        }
        assert_eq!(names(&to), ["kept"]);
    }
}
