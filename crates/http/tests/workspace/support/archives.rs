//! Tar archives as people send them, and as they should not.

use tar::{Builder, EntryType, Header};

/// An archive in the making.
#[derive(Default)]
pub struct Tar(Vec<u8>);

impl Tar {
    /// A folder with these files.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Vec<u8> {
        files.into_iter().fold(Self::default(), |tar, (path, text)| tar.file(path, 0o644, text)).end()
    }

    pub fn file(self, path: &str, mode: u32, text: &str) -> Self {
        self.entry(path, EntryType::Regular, "", mode, text)
    }

    /// A link, device or whatever else, with a name as it is.
    pub fn entry(mut self, path: &str, kind: EntryType, target: &str, mode: u32, text: &str) -> Self {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        header.as_old_mut().linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_entry_type(kind);
        header.set_size(text.len() as u64);
        header.set_mode(mode);
        header.set_cksum();
        let mut builder = Builder::new(&mut self.0);
        builder.append(&header, text.as_bytes()).unwrap();
        std::mem::forget(builder);
        self
    }

    pub fn end(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }
}
