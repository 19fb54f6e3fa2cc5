//! Image rows as the API has them.

use super::trials;
use crate::{Error, counterparts::IntoApi as _};
use api::{Image, Trial};
use builder::{Builder, Built, Layer};
use store::{
    Connection,
    images::{ImageLayer, ImageRow, reuses},
    versions::{self, hash_versions},
};

/// How many versions an image names at most.
pub const MAX_SHARING: i64 = 1000;

/// A reference by digest, as pulled from this machine. The registry's address may change from start to start, so it is
/// never stored.
pub fn reference(builder: &Builder, repository: &str, manifest: &str) -> String {
    format!("{}/{repository}@{manifest}", builder.registry().address())
}

/// An image without its contents, with at most `max_sharing` of the versions that share its hash.
pub async fn describe(
    connection: &mut Connection,
    builder: &Builder,
    stored: ImageRow,
    max_sharing: i64,
) -> Result<Image, Error> {
    let hash = stored.strip.digests.image.to_string();
    let (used_by, users) = if stored.is_reusable() {
        (versions::sharing(connection, &hash, max_sharing).await?, versions::count_sharing(connection, &hash).await?)
    } else {
        hash_versions::former_sharing(connection, &hash, max_sharing).await?
    };
    Ok(Image {
        digests: stored.strip.digests,
        hash_version: stored.hash_version,
        filled: stored.strip.filled,
        reference: reference(builder, &stored.repository, &stored.manifest),
        manifest: stored.manifest,
        size: stored.size,
        layers: stored.layers.into_iter().map(layer).collect(),
        base_manifest: stored.base_manifest,
        built_at: stored.built_at,
        left_at: stored.evicted_at,
        build: stored.build,
        duration: stored.duration,
        used_by: used_by.into_api(),
        users,
        savings: reuses::savings_of(connection, &hash).await?.into_api(),
        lock: Vec::new(),
        definition: None,
        dockerfile: String::new(),
        base_image: None,
        python: None,
        trial: stored.trial.map(trials::row_to_api).map(Trial::without_findings),
    })
}

fn layer(ImageLayer { digest, size, part, holds }: ImageLayer) -> api::ImageLayer {
    api::ImageLayer { digest, size, part, holds }
}

/// The layers of an image that was built.
pub fn stored_layers(built: &Built) -> Vec<ImageLayer> {
    let layer = |Layer { digest, size, part, holds }: Layer| ImageLayer { digest, size, part, holds };
    built.layers.iter().cloned().map(layer).collect()
}
