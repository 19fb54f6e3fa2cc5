//! The image of a version, as the workspace has it now.

use crate::{client::Client, failure::Failure};
use api::{Image, ImageState, Version, VersionReference, code, path};

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
    if version.image != ImageState::Cached {
        let what = match version.image {
            ImageState::Queued | ImageState::Building => "no image yet, it is being built",
            ImageState::Failed => "no image, its last build failed",
            ImageState::Lost => "no image, the registry has it no longer",
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
