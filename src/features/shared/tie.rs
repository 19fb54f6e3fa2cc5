//! Tying a version to one image, or letting it follow its hash again.

use super::version_title;
use crate::{
    api::{self, Failure},
    state::toasts::Toasts,
};
use ::api::VersionReference;
use leptos::task::spawn_local;

/// Ties a version to the image of a manifest, or unties it without one; the message offers the way back to `before`.
///
/// # Errors
/// When the workspace refuses or does not answer.
pub async fn set_tied(
    toasts: Toasts,
    version: VersionReference,
    before: Option<String>,
    after: Option<String>,
) -> Result<(), Failure> {
    let words = words(&version, after.as_ref());
    put(&version, after).await?;
    toasts.done_with_undo(words, move || {
        let (version, before) = (version.clone(), before.clone());
        spawn_local(async move {
            let words = self::words(&version, before.as_ref());
            match put(&version, before).await {
                Ok(()) => toasts.done(words),
                Err(failure) => toasts.failure(&failure),
            }
        });
    });
    Ok(())
}

async fn put(version: &VersionReference, manifest: Option<String>) -> Result<(), Failure> {
    match manifest {
        Some(manifest) => api::tie(version, manifest).await,
        None => api::untie(version).await,
    }
    .map(drop)
}

fn words(version: &VersionReference, manifest: Option<&String>) -> String {
    let title = version_title(version);
    match manifest {
        Some(_) => format!("Tied {title}: it keeps this image whatever is rebuilt"),
        None => format!("Untied {title}: it has the current image of its hash"),
    }
}
