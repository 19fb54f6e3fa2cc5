//! The index of image hashes that clients keep.

use crate::Error;
use api::{INDEX_DIGITS, ImageIndex, MAX_INDEXED};
use definition::HASH_VERSION;
use store::{Connection, images::changes};

/// What changed since a cursor; the images built last where the cursor is none of this workspace's, or where more changed
/// than that.
pub async fn read(connection: &mut Connection, since: Option<&str>) -> Result<ImageIndex, Error> {
    // Before what it stands for: what changes in between is sent twice, never left out.
    let newest = changes::newest(connection).await?;
    let since = match since {
        Some(since) => change_of_cursor(connection, since).await?,
        None => None,
    };
    let max = i64::try_from(MAX_INDEXED).unwrap_or(i64::MAX);
    let since = since.filter(|since| newest.as_ref().is_none_or(|(newest, _)| newest - since <= max));
    let mut hashes = match since {
        Some(change) => changes::after(connection, change).await?,
        None => changes::newest_images(connection, max + 1).await?,
    };
    let is_partial = since.is_none() && hashes.len() > MAX_INDEXED;
    hashes.truncate(MAX_INDEXED);
    let cursor = newest.map(|(change, hash)| cursor(change, &hash)).unwrap_or_default();
    let mut index = ImageIndex { cursor, whole: since.is_none(), partial: is_partial, ..ImageIndex::default() };
    for entry in hashes {
        let name = entry.environment.zip(entry.version).map(|(name, version)| format!("{name}:{version}"));
        match entry.stage {
            Some(stage) => index.images.push((short(&entry.image), short(&stage), name.unwrap_or_default())),
            None => index.removed.push(short(&entry.image)),
        }
    }
    Ok(index)
}

/// A cursor tells of which workspace and of which version of the hash it is: it holds that version, the number of a
/// change and what that change was about.
fn cursor(change: i64, hash: &str) -> String {
    format!("{HASH_VERSION}-{change}-{}", short(hash))
}

/// The change that a cursor stands for, if this workspace gave it.
async fn change_of_cursor(connection: &mut Connection, since: &str) -> Result<Option<i64>, store::Error> {
    let Some(change) = since.split('-').nth(1).and_then(|change| change.parse().ok()) else { return Ok(None) };
    let hash = changes::at(connection, change).await?;
    Ok(hash.filter(|hash| cursor(change, hash) == since).map(|_| change))
}

fn short(hash: &str) -> String {
    hash.chars().take(INDEX_DIGITS).collect()
}
