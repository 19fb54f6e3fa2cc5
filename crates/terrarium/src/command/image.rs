//! The image of a version, as the workspace has it now.

use crate::{client::Client, failure::Failure};
use api::{Image, ImageState, Version, VersionReference, code, path};
use definition::HASH_VERSION;

/// A version; `latest` is the newest.
///
/// # Errors
/// When there is no such version, or the workspace does not answer.
pub async fn version(client: &Client, wanted: &VersionReference) -> Result<Version, Failure> {
    client.get(&path::version(&wanted.environment, &wanted.version)).await
}

/// The image of a version: the one that it is tied to, else the current one of its hash.
///
/// # Errors
/// When there is none, with how to get one.
pub async fn image(client: &Client, version: &Version) -> Result<Image, Failure> {
    let Version { environment, version: number, .. } = version;
    if let Some(reason) = &version.no_hash {
        return Err(Failure::new(
            code::INVALID_DEFINITION,
            format!("{environment}:{number} has no hash under version {HASH_VERSION}: {reason}"),
            "Register a corrected version to build its image",
        ));
    }
    if version.image != ImageState::Cached {
        let what = match version.image {
            ImageState::Queued | ImageState::Building => "no image yet, it is being built",
            ImageState::Failed => "no image, its last build failed",
            ImageState::Lost => "no image, the registry has it no longer",
            ImageState::None if version.former.iter().any(|former| former.has_image) => {
                "no image under this version of the hash; the one of an older version is kept, and never reused"
            }
            ImageState::Cached | ImageState::None => "no image yet",
        };
        let help = if version.lost.is_some() {
            format!("`terrarium build --locked {environment}:{number}` builds it again with the packages that it had")
        } else {
            format!("Build it with `terrarium build {environment}:{number}`; `terrarium run --build` does that first")
        };
        return Err(Failure::new(code::NOT_FOUND, format!("{environment}:{number} has {what}"), help));
    }
    let path = path::image(version.digests.image);
    client.get(&version.tied.as_ref().map_or(path.clone(), |manifest| format!("{path}?manifest={manifest}"))).await
}
