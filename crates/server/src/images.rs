//! Images read: a page of them, one with everything in it.

use crate::{
    Error, Workspace, page,
    store::{Connection, images, versions},
};
use api::{Image, ImageList};
use definition::Digest;

/// How many versions an image names at most.
const SHARING: i64 = 1000;

/// A page of images, built last first.
pub async fn list(workspace: &Workspace, cursor: Option<&str>, limit: i64) -> Result<ImageList, Error> {
    let after = cursor.map(page::cursor).transpose()?;
    let mut connection = workspace.store.read().await?;
    let mut stored = images::list(&mut connection, after.as_ref(), limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = stored.len() > page;
    stored.truncate(page);
    let next = stored.last().filter(|_| more).map(|last| format!("{},{}", last.built_at, last.strip.digests.image));
    let mut items = Vec::with_capacity(stored.len());
    for image in stored {
        items.push(describe(&mut connection, workspace, image).await?);
    }
    Ok(ImageList { items, next })
}

/// The current image of a hash, with lock, definition and Dockerfiles.
pub async fn get(workspace: &Workspace, hash: Digest) -> Result<Image, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let stored = images::current(&mut connection, &text).await?;
    let stored = stored.ok_or_else(|| Error::not_found(format!("image of hash {}", hash.short())))?;
    let contents = images::contents(&mut connection, &text, &stored.manifest).await?;
    let image = describe(&mut connection, workspace, stored).await?;
    Ok(Image { lock: contents.lock, definition: Some(contents.definition), dockerfile: contents.dockerfile, ..image })
}

/// An image without its contents, with the versions that share it.
pub async fn describe(
    connection: &mut Connection,
    workspace: &Workspace,
    stored: images::Stored,
) -> Result<Image, Error> {
    let used_by = versions::sharing(connection, &stored.strip.digests.image.to_string(), SHARING).await?;
    Ok(Image {
        digests: stored.strip.digests,
        reference: workspace.reference(&stored.repository, &stored.manifest),
        manifest: stored.manifest,
        size: stored.size,
        layers: stored.layers,
        base_manifest: stored.base_manifest,
        built_at: stored.built_at,
        build: stored.build,
        duration: stored.duration,
        used_by,
        lock: Vec::new(),
        definition: None,
        dockerfile: String::new(),
    })
}
