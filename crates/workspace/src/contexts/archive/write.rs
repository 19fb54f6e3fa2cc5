//! An archive as it stays: the same files make the same bytes.

use definition::context::ContextFile;
use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom},
    path::Path,
};
use tar::{Builder, EntryType, Header};

/// The time of every file, in seconds: the first that zip archives know.
const TIME: u64 = 315_532_800;

/// Writes these files of another archive, and returns when the disk has them.
pub fn write<'a>(from: &mut File, path: &Path, files: impl Iterator<Item = &'a (ContextFile, u64)>) -> io::Result<()> {
    let mut archive = Builder::new(BufWriter::new(File::create_new(path)?));
    for (file, at) in files {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(file.size);
        header.set_mode(if file.executable { 0o755 } else { 0o644 });
        header.set_mtime(TIME);
        header.set_uid(0);
        header.set_gid(0);
        from.seek(SeekFrom::Start(*at))?;
        archive.append_data(&mut header, &file.path, (&mut *from).take(file.size))?;
    }
    archive.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
