//! The image of a version.

use super::{
    text,
    version::{AskedImage, reference},
};
use crate::{
    api::{self, Asked, ask_when},
    features::{
        shared::{Act, FORMER_HELP, FROM_LOCK_HELP, act, doing, former_title, from_lock, set_tied, version_link},
        trial,
    },
    reactive::live_if,
    routes::{ImageTab, Route},
    state::toasts::use_toasts,
    ui::{CopyButton, Icon, Tone, icon, load, note, small_icon, time_ago, words},
};
use ::api::{
    Build, BuildState, BuildTarget, FormerDigests, Image, ImageState, LostImage, RebuildOutlook, Touched, TrialOutcome,
    Version, VersionReference,
};
use definition::Digest;
use leptos::prelude::*;

/// The image: reference, hash, when it was built and by what.
pub fn panel(version: &Version, image: AskedImage) -> AnyView {
    let state = version.image;
    let missed = version.clone();
    let this = version.clone();
    let copy = move || {
        let reference = image.known()?.reference;
        Some(view! { <span class="end"><CopyButton text=reference what="reference" bare=true /></span> })
    };
    view! {
        <section class="panel">
            <header><h2>{text::IMAGE}</h2> {copy}</header>
            <div class="body">
                {if state == ImageState::Cached {
                    load(image, || view! { <span class="line"></span> }.into_any(), move |image| details(&this, image))
                } else {
                    missing(&missed, state)
                }}
                {former(version)}
            </div>
        </section>
    }
    .into_any()
}

fn details(version: &Version, image: &Image) -> AnyView {
    let (hash, manifest) = (image.hash(), version.tied.clone());
    let inside = Route::Image { hash, manifest, tab: ImageTab::default() }.to_string();
    let all = history(hash);
    let build = Route::Build { id: image.build }.to_string();
    view! {
        <dl class="dl">
            <dt>"Reference"</dt> <dd><code>{image.reference.clone()}</code></dd>
            {hash_entry(image.hash())}
            <dt>"Size"</dt> <dd>{words::bytes(image.size)}</dd>
            <dt>"Built"</dt>
            <dd>
                {time_ago(&image.built_at)} " by " <a href=build>{format!("build {}", image.build)}</a>
                {format!(", {}", words::duration(image.duration))}
            </dd>
            <dt>{trial::TRIAL}</dt> <dd>{trial::summary(image.trial.as_ref())}</dd>
            <dt>"Reused"</dt> <dd>{text::reused(&image.savings)}</dd>
        </dl>
        {tied(version, image)}
        <p class="acts"><a class="link" href=inside>{text::INSIDE}</a> <a class="link" href=all>{text::ALL_IMAGES}</a></p>
    }
    .into_any()
}

/// Links to the images that it had under older versions of the hash.
fn former(version: &Version) -> Vec<AnyView> {
    let had = version.former.iter().filter(|former| former.has_image);
    let link = |former: &FormerDigests| {
        let hash = former.digests.image;
        let image = Route::Image { hash, manifest: former.tied.clone(), tab: ImageTab::default() }.to_string();
        let tied = former.tied.as_ref().map(|_| text::WAS_TIED);
        view! {
            <p class="hint">
                <a href=image>{former_title(former.hash_version)} " " <code>{hash.short()}</code></a>
                ". " {FORMER_HELP} {tied}
            </p>
        }
        .into_any()
    };
    had.map(link).collect()
}

fn history(hash: Digest) -> String {
    Route::Image { hash, manifest: None, tab: ImageTab::History }.to_string()
}

/// Whether the version follows its hash or is tied to one image, and the way to change that.
fn tied(version: &Version, image: &Image) -> AnyView {
    let toasts = use_toasts();
    let is_tied = version.tied.is_some();
    let (reference, before) = (reference(version), version.tied.clone());
    let after = (!is_tied).then(|| image.manifest.clone());
    let button = act(&Act {
        class: "btn small",
        icon: Icon::Pin,
        word: if is_tied { text::UNTIE } else { text::TIE },
        key: Some(("", if is_tied { text::UNTIE_KEY } else { text::TIE_KEY })),
        refused: Signal::stored(None),
        run: doing(move || set_tied(toasts, reference.clone(), before.clone(), after.clone())),
    });
    let hint = if is_tied { text::IS_TIED } else { text::FOLLOWS };
    view! { <div class="tie">{button} <span class="hint">{hint}</span></div> }.into_any()
}

fn hash_entry(hash: Digest) -> AnyView {
    let hash = hash.to_string();
    view! {
        <dt>"Hash"</dt>
        <dd class="with-copy"><code class="cut">{hash.clone()}</code> <CopyButton text=hash what="hash" bare=true /></dd>
    }
    .into_any()
}

fn missing(version: &Version, state: ImageState) -> AnyView {
    let hash = version.digests.image;
    let under_way = !matches!(state, ImageState::None | ImageState::Lost);
    let builds = ask_when(move || under_way.then(|| api::builds(None)));
    let latest = move || builds.known()?.items.into_iter().find(|build| build.digests.image == hash);
    view! {
        {match &version.lost {
            Some(lost) => gone(version, lost),
            None => view! { <p class="soft">{text::NO_IMAGE}</p> }.into_any(),
        }}
        <dl class="dl">{hash_entry(hash)}</dl>
        <p>{move || latest().map(|build| build_link(&build))}</p>
    }
    .into_any()
}

/// The image left the registry: that, and the way to have it again.
fn gone(version: &Version, lost: &LostImage) -> AnyView {
    let title = if version.tied.is_some() { text::TIED_GONE } else { text::GONE };
    let all = history(version.digests.image);
    let button = from_lock(BuildTarget::Version(reference(version)), lost.manifest.clone(), "btn main-act");
    let body = view! {
        <p>"Build " {lost.build} " made it " {time_ago(&lost.built_at)} ", it left " {time_ago(&lost.left_at)}</p>
        <p><code>{lost.manifest.clone()}</code></p>
        <p>{FROM_LOCK_HELP}</p>
        <p class="acts">{button} <a class="link" href=all>{text::ALL_IMAGES}</a></p>
    };
    note(Tone::Warn, title, body)
}

fn build_link(build: &Build) -> AnyView {
    let word = match build.state {
        BuildState::Queued => "waits",
        BuildState::Running => "is building it",
        BuildState::Succeeded => "made it",
        BuildState::Failed => "failed",
        BuildState::Cancelled => "was cancelled",
    };
    let href = Route::Build { id: build.id }.to_string();
    let tried = build.trial.as_ref().filter(|trial| trial.outcome == TrialOutcome::Fails);
    let why = tried.map_or("", |_| text::DOES_NOT_WORK);
    view! { <a href=href>{format!("Build {}", build.id)}</a> {format!(" {word}{why}")} }.into_any()
}

/// Who else shares the image, with who registered it.
pub fn shares(version: &Version, outlook: Asked<RebuildOutlook>) -> AnyView {
    let this = reference(version);
    live_if(move || {
        let touches = outlook.known()?.touches;
        let others =
            touches.iter().filter(|other| other.environment != this.environment || other.version != this.version);
        let rows: Vec<AnyView> = others.map(sharer).collect();
        let body = if rows.is_empty() {
            view! { <p class="hint">{text::ALONE}</p> }.into_any()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        Some(
            view! { <section class="panel"><header><h2>{text::SHARES}</h2></header> <div class="body">{body}</div></section> },
        )
    })
}

fn sharer(other: &Touched) -> AnyView {
    let link =
        version_link(&VersionReference { environment: other.environment.clone(), version: other.version.clone() });
    let tied = other.tied.as_ref().map(|_| view! { {small_icon(Icon::Pin)} {text::TIED} ", " });
    view! { <li>{icon(Icon::Jar)} {link} <span class="end hint">{tied} {other.registered_by.clone()}</span></li> }
        .into_any()
}
