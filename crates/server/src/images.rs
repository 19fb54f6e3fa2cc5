//! Images read: a page of them, one with everything in it.

use crate::{
    Error, Workspace,
    checked::Checked,
    page, python,
    store::{
        Connection, hash_versions,
        image_list::{self, Found, Place, Search},
        images, past, reuses, versions,
    },
    wire,
};
use api::{Image, ImageList};
use definition::Digest;

/// How many versions an image names at most.
pub const SHARING: i64 = 1000;
/// How many versions an image in a list names at most.
const LISTED: i64 = 4;

/// A page of images.
pub async fn list(workspace: &Workspace, search: &Search, limit: i64) -> Result<ImageList, Error> {
    let first = search.after.is_none();
    let mut connection = workspace.store.read().await?;
    let Found { images: mut found, total, lost } = image_list::list(&mut connection, search, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next =
        found.last().filter(|_| more).map(|(_, Place { key, built_at, hash })| format!("{key},{built_at},{hash}"));
    let mut items = Vec::with_capacity(found.len());
    for (image, _) in found {
        items.push(describe(&mut connection, workspace, image, LISTED).await?);
    }
    let size = if first { Some(image_list::room(&image_list::layers(&mut connection).await?)) } else { None };
    Ok(ImageList { items, next, total, lost, size })
}

/// Where the page before ended.
pub fn place(cursor: &str) -> Result<Place, Error> {
    let read = || {
        let mut parts = cursor.splitn(3, ',');
        let key = parts.next()?.parse().ok()?;
        Some(Place { key, built_at: parts.next()?.to_owned(), hash: parts.next()?.to_owned() })
    };
    read().ok_or_else(|| page::bad_cursor(cursor))
}

/// The current image of a hash, or the one with this manifest digest, with lock, definition and Dockerfiles.
pub async fn get(workspace: &Workspace, hash: Digest, manifest: Option<&str>) -> Result<Image, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let stored = past::chosen(&mut connection, &text, manifest).await?;
    let stored = stored.ok_or_else(|| Error::not_found(format!("image of hash {}", hash.short())))?;
    let contents = images::contents(&mut connection, &text, &stored.manifest).await?;
    let trial = stored.trial.clone().map(wire::trial);
    let image = describe(&mut connection, workspace, stored, SHARING).await?;
    // What an older version of the hash took may have no hash any more.
    let checked = Checked::stored(&contents.definition).ok();
    Ok(Image {
        lock: contents.lock,
        dockerfile: contents.dockerfile,
        base_image: checked.and_then(|checked| definition::plan(&checked.canonical).base_image),
        python: Some(python::of(&Checked::stored_definition(&contents.definition)?)),
        definition: Some(contents.definition),
        trial,
        ..image
    })
}

/// An image without its contents, with at most `named` of the versions that share its hash.
pub async fn describe(
    connection: &mut Connection,
    workspace: &Workspace,
    stored: images::Stored,
    named: i64,
) -> Result<Image, Error> {
    let hash = stored.strip.digests.image.to_string();
    let (used_by, users) = if stored.is_reusable() {
        (versions::sharing(connection, &hash, named).await?, versions::count_sharing(connection, &hash).await?)
    } else {
        hash_versions::former_sharing(connection, &hash, named).await?
    };
    Ok(Image {
        digests: stored.strip.digests,
        hash_version: stored.hash_version,
        filled: stored.strip.filled,
        reference: workspace.reference(&stored.repository, &stored.manifest),
        manifest: stored.manifest,
        size: stored.size,
        layers: stored.layers,
        base_manifest: stored.base_manifest,
        built_at: stored.built_at,
        left_at: stored.evicted_at,
        build: stored.build,
        duration: stored.duration,
        used_by,
        users,
        savings: reuses::of(connection, &hash).await?,
        lock: Vec::new(),
        definition: None,
        dockerfile: String::new(),
        base_image: None,
        python: None,
        trial: stored.trial.map(|stored| wire::trial(stored).without_findings()),
    })
}
