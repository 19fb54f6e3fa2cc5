//! The index of image hashes that clients keep.

use crate::{
    Error, Workspace,
    store::{Connection, image_changes},
};
use api::{INDEX_DIGITS, ImageIndex};
use definition::HASH_VERSION;

/// What changed since a cursor, or everything where the cursor is none of this workspace's.
pub async fn index(workspace: &Workspace, since: Option<&str>) -> Result<ImageIndex, Error> {
    let mut connection = workspace.store.read().await?;
    // Before what it stands for: what changes in between is sent twice, never left out.
    let newest = image_changes::newest(&mut connection).await?;
    let since = match since {
        Some(since) => known(&mut connection, since).await?,
        None => None,
    };
    let hashes = match since {
        Some(change) => image_changes::after(&mut connection, change).await?,
        None => image_changes::all(&mut connection).await?,
    };
    let cursor = newest.map(|(change, hash)| cursor(change, &hash)).unwrap_or_default();
    let mut index = ImageIndex { cursor, whole: since.is_none(), images: Vec::new(), removed: Vec::new() };
    for known in hashes {
        let name = known.environment.zip(known.version).map(|(name, version)| format!("{name}:{version}"));
        match known.stage {
            Some(stage) => index.images.push((short(&known.image), short(&stage), name.unwrap_or_default())),
            None => index.removed.push(short(&known.image)),
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
async fn known(connection: &mut Connection, since: &str) -> Result<Option<i64>, sqlx::Error> {
    let Some(change) = since.split('-').nth(1).and_then(|change| change.parse().ok()) else { return Ok(None) };
    let hash = image_changes::at(connection, change).await?;
    Ok(hash.filter(|hash| cursor(change, hash) == since).map(|_| change))
}

fn short(hash: &str) -> String {
    hash.chars().take(INDEX_DIGITS).collect()
}
