//! The endpoints of images.

use super::{Failure, Read, page, request, with_query};
use crate::routes::ImageQuery;
use ::api::{
    ChooseImage, EvictRequest, Eviction, Image, ImageHistory, ImageList, RebuildOutlook, Today, Version,
    VersionReference, path,
};
use definition::Digest;

/// A page of images.
pub fn images(query: &ImageQuery, cursor: Option<String>) -> Read<ImageList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Read::of(with_query(path::IMAGES, &pairs))
}

/// The current image of a hash.
pub fn image(hash: Digest) -> Read<Image> {
    Read::of(path::image(hash))
}

/// The image of a hash with this manifest digest.
pub fn image_of(hash: Digest, manifest: &str) -> Read<Image> {
    Read::of(with_query(&path::image(hash), &[("manifest", manifest.to_owned())]))
}

/// Where what an image holds is as a file, in one of the forms of [`path::image_export`].
pub fn image_file(hash: Digest, manifest: &str, form: &str) -> String {
    with_query(&path::image_export(hash, form), &[("manifest", manifest.to_owned())])
}

/// Every image of a hash.
pub fn image_history(hash: Digest) -> Read<ImageHistory> {
    Read::of(path::image_history(hash))
}

/// What a rebuild would touch.
pub fn rebuild_outlook(hash: Digest) -> Read<RebuildOutlook> {
    Read::of(path::rebuild(hash))
}

/// What the indexes hold today for the definition of an image; may take a minute.
pub fn today(hash: Digest) -> Read<Today> {
    Read::of(path::today(hash))
}

/// Makes an older image the current one of its hash.
pub async fn restore_image(hash: Digest, manifest: String) -> Result<Image, Failure> {
    request::write(path::restore_image(hash), &ChooseImage { manifest }).await
}

/// Ties a version to an image.
pub async fn tie(version: &VersionReference, manifest: String) -> Result<Version, Failure> {
    request::put(path::tie(&version.environment, &version.version), &ChooseImage { manifest }).await
}

/// Lets a version follow its hash again.
pub async fn untie(version: &VersionReference) -> Result<Version, Failure> {
    request::delete(path::tie(&version.environment, &version.version)).await
}

/// Removes images from the registry, or tells which would go.
pub async fn evict(request: &EvictRequest) -> Result<Eviction, Failure> {
    request::write(path::EVICT.into(), request).await
}
