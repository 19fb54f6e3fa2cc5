//! Images: their size by layer, tying versions to them, and rebuilding a lost one from its lock.

use super::action::{Action, action_button, handler};
use crate::{
    api::{self, Failure},
    routes::Route,
    state::{session::use_session, toasts::Toasts},
    titles::version_title,
    ui::{Icon, Tone, badge, bar, note, words},
};
use ::api::{BuildTarget, Image, StartBuild, VersionReference};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

const LAYERS: &str = "Size by layer";
const FROM_LOCK: &str = "Rebuild from lock";
const FROM_LOCK_KEY: &str = "rebuild the image from its lock";
/// What the button does, for the text beside it.
pub const FROM_LOCK_HELP: &str = "Installs exactly the packages that the image had, whatever the indexes offer today. Versions \
                                  that are tied to the image get the new one";
/// What happens to images of an older version of the hash.
pub const FORMER_HELP: &str = "It is kept, but never reused.";

fn tied(version: &str) -> String {
    format!("Tied {version}: it keeps this image, whatever is rebuilt")
}

fn untied(version: &str) -> String {
    format!("Untied {version}: it uses the current image of its hash")
}

pub fn former_title(hash_version: u32) -> String {
    format!("Built under hash version {hash_version}")
}

/// The panel with the size of an image, layer by layer.
pub fn layers_panel(image: &Image) -> AnyView {
    view! {
        <section class="panel">
            <header><h2>{LAYERS}</h2> <span class="end hint">{words::bytes(image.size)}</span></header>
            {layer_list(image)}
        </section>
    }
    .into_any()
}

#[expect(clippy::cast_precision_loss, reason = "an image has less than 2^52 bytes")]
pub fn layer_list(image: &Image) -> AnyView {
    let largest = image.layers.iter().map(|layer| layer.size).max().unwrap_or(1).max(1);
    let rows = image.layers.iter().map(|layer| {
        let class = if layer.part == "Python" { "own" } else { "" };
        view! {
            <li title=layer.digest.clone()>
                <span>{layer.holds.as_ref().unwrap_or(&layer.part).clone()}</span> {bar(class, layer.size as f64 / largest as f64)}
                <span class="num">{words::bytes(layer.size)}</span>
            </li>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    view! { <ul class="body layers">{rows}</ul> }.into_any()
}

/// The button that rebuilds a lost image with exactly its packages and opens the page of the build.
pub fn rebuild_from_lock(target: BuildTarget, manifest: String, class: &'static str) -> AnyView {
    from_lock_button(target, manifest, class, Some(("", FROM_LOCK_KEY)))
}

/// The button in a list: it is no action of the palette, which could not tell the rows apart.
pub fn rebuild_row_from_lock(target: BuildTarget, manifest: String) -> AnyView {
    from_lock_button(target, manifest, "btn small", None)
}

fn from_lock_button(
    target: BuildTarget,
    manifest: String,
    class: &'static str,
    shortcut: Option<(&'static str, &'static str)>,
) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    action_button(&Action {
        class,
        icon: Icon::Rebuild,
        label: FROM_LOCK.into(),
        shortcut,
        disabled: Signal::derive(move || session.can_build().err()),
        run: handler(move || {
            let body = StartBuild { target: target.clone(), rebuild: false, lock: Some(manifest.clone()) };
            let navigate = navigate.clone();
            async move {
                let build = api::start_build(&body).await?;
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}

/// Ties a version to the image with the manifest `after`, or unties it; the message offers to go back to `before`.
///
/// # Errors
/// When the workspace refuses or does not answer.
pub async fn set_tied(
    toasts: Toasts,
    version: VersionReference,
    before: Option<String>,
    after: Option<String>,
) -> Result<(), Failure> {
    let message = tie_message(&version, after.as_ref());
    put_tie(&version, after).await?;
    toasts.done_with_undo(message, move || {
        let (version, before) = (version.clone(), before.clone());
        spawn_local(async move {
            let message = tie_message(&version, before.as_ref());
            match put_tie(&version, before).await {
                Ok(()) => toasts.done(message),
                Err(failure) => toasts.failure(&failure),
            }
        });
    });
    Ok(())
}

async fn put_tie(version: &VersionReference, manifest: Option<String>) -> Result<(), Failure> {
    match manifest {
        Some(manifest) => api::tie(version, manifest).await,
        None => api::untie(version).await,
    }
    .map(drop)
}

fn tie_message(version: &VersionReference, manifest: Option<&String>) -> String {
    let title = version_title(version);
    if manifest.is_some() { tied(&title) } else { untied(&title) }
}

/// Whether this is another version of the hash than the one that this console computes.
pub fn is_former(hash_version: u32) -> bool {
    hash_version != definition::HASH_VERSION
}

/// A badge for an image of an older version of the hash.
pub fn former_badge(hash_version: u32) -> Option<AnyView> {
    is_former(hash_version).then(|| {
        let help = format!("{}. {FORMER_HELP}", former_title(hash_version));
        view! { <span class="former" title=help>{badge("", format!("hash v{hash_version}"))}</span> }.into_any()
    })
}

/// A note for an image of an older version of the hash.
pub fn former_note(hash_version: u32) -> Option<AnyView> {
    is_former(hash_version).then(|| note(Tone::Info, former_title(hash_version), view! { <p>{FORMER_HELP}</p> }))
}
