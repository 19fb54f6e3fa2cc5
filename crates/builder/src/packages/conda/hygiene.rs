//! What conda records in an environment about where its packages came from, without credentials.

use crate::packages::address::{masked, public};
use rattler_conda_types::PrefixRecord;
use std::path::Path;
use std::{fs, io};

/// Rewrites every record of the prefix whose address holds credentials.
pub fn remove_credentials(prefix: &Path) -> io::Result<()> {
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
        let known = &mut record.repodata_record;
        let address = public(&known.url);
        let channel = known.channel.as_deref().map(masked);
        if address != known.url || channel != known.channel {
            (known.url, known.channel) = (address, channel);
            record.write_to_path(&path, true)?;
        }
    }
    Ok(())
}
