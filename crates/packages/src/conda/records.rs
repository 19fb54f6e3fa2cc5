//! What conda records in an environment about where its packages came from, without credentials and without the folders
//! of this machine. Of a package it says what the archive itself says, so that it is the same from a channel, which may
//! say more, and from a lock.

use crate::address::{masked, public};
use rattler_conda_types::package::{IndexJson, PackageFile};
use rattler_conda_types::{PackageRecord, PrefixRecord};
use std::path::Path;
use std::{fs, io};

/// Rewrites every record of the prefix.
pub fn remove_local_paths(prefix: &Path) -> io::Result<()> {
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
        let archive = record.extracted_package_dir.take();
        record.package_tarball_full_path = None;
        record.link = None;
        let known = &mut record.repodata_record;
        if let Some(archive) = archive {
            let sha256 = known.package_record.sha256;
            let own = IndexJson::from_package_directory(&archive)?;
            known.package_record = PackageRecord::from_index_json(own, None, sha256, None).map_err(io::Error::other)?;
        }
        known.url = public(&known.url);
        known.channel = known.channel.as_deref().map(masked);
        record.write_to_path(&path, true)?;
    }
    Ok(())
}
