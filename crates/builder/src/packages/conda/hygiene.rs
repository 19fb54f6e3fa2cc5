//! What conda records in an environment about where its packages came from, without credentials and without the folders
//! of this machine.

use crate::packages::address::{masked, public};
use rattler_conda_types::PrefixRecord;
use std::path::Path;
use std::{fs, io};

/// Rewrites every record of the prefix.
pub fn clean(prefix: &Path) -> io::Result<()> {
    let folder = prefix.join("conda-meta");
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let mut record = PrefixRecord::from_path(&path)?;
        record.package_tarball_full_path = None;
        record.extracted_package_dir = None;
        record.link = None;
        let known = &mut record.repodata_record;
        known.url = public(&known.url);
        known.channel = known.channel.as_deref().map(masked);
        record.write_to_path(&path, true)?;
    }
    Ok(())
}
