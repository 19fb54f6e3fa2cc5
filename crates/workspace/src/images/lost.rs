//! Images that the registry lost, or that were evicted.

use crate::Error;
use api::{LostImage, Version};
use store::{
    Connection,
    images::{self, ImageRow, history},
};

/// The image that a version had, when it has none and the one it had left the registry.
pub async fn lost_by_version(connection: &mut Connection, version: &Version) -> Result<Option<LostImage>, Error> {
    let hash = version.digests.image.to_string();
    match &version.tied {
        Some(manifest) => Ok(history::get(connection, &hash, manifest).await?.and_then(lost_image)),
        None if images::current_manifest(connection, &hash).await?.is_some() => Ok(None),
        None => last_of_hash(connection, &hash).await,
    }
}

/// The last image of a hash that has none now, if it left the registry.
pub async fn last_of_hash(connection: &mut Connection, hash: &str) -> Result<Option<LostImage>, Error> {
    Ok(history::all(connection, hash).await?.into_iter().next().and_then(lost_image))
}

fn lost_image(image: ImageRow) -> Option<LostImage> {
    // One of an older version of the hash cannot be built again from its lock.
    let ImageRow { manifest, build, built_at, evicted_at, .. } = Some(image).filter(ImageRow::is_reusable)?;
    Some(LostImage { manifest, build, built_at, left_at: evicted_at?, used_by: Vec::new() })
}
