//! The image of a version.

use super::text;
use crate::{
    api::{self, Query, use_query_if},
    components::{
        action::{Action, action_button, handler},
        images::{FORMER_HELP, FROM_LOCK_HELP, former_title, rebuild_from_lock, set_tied},
        trial,
        versions::{reference_of, version_link},
    },
    reactive::live_if,
    routes::{ImageTab, Route},
    state::toasts::use_toasts,
    titles,
    ui::{CopyButton, Icon, Tone, icon, load, note, small_icon, time_ago, words},
};
use ::api::{
    Build, BuildTarget, FormerDigests, Image, ImageState, LostImage, RebuildOutlook, Touched, TrialOutcome, Version,
    VersionReference,
};
use definition::Digest;
use leptos::prelude::*;

pub fn panel(version: &Version, image: Query<Image>) -> AnyView {
    let state = version.image;
    let version_of_image = version.clone();
    let copy = move || {
        let reference = image.data()?.reference;
        Some(view! { <span class="end"><CopyButton text=reference what="reference" bare=true /></span> })
    };
    view! {
        <section class="panel">
            <header><h2>{text::IMAGE}</h2> {copy}</header>
            <div class="body">
                {if state == ImageState::Cached {
                    load(image, || view! { <span class="line"></span> }.into_any(), move |image| details(&version_of_image, image))
                } else {
                    missing(version, state)
                }}
                {former(version)}
            </div>
        </section>
    }
    .into_any()
}

fn details(version: &Version, image: &Image) -> AnyView {
    let (hash, manifest) = (image.hash(), version.tied.clone());
    let contents = Route::Image { hash, manifest, tab: ImageTab::default() }.to_string();
    let all = history(hash);
    let build = Route::Build { id: image.build }.to_string();
    view! {
        <dl class="dl">
            <dt>{text::REFERENCE}</dt> <dd><code>{image.reference.clone()}</code></dd>
            {hash_entry(image.hash())}
            <dt>{text::SIZE}</dt> <dd>{words::bytes(image.size)}</dd>
            <dt>{text::BUILT}</dt>
            <dd>
                {time_ago(&image.built_at)} " " {text::BY} " " <a href=build>{text::build(image.build)}</a>
                {format!(", {}", words::duration(image.duration))}
            </dd>
            <dt>{trial::TRIAL}</dt> <dd>{trial::summary(image.trial.as_ref())}</dd>
            <dt>{text::REUSED}</dt> <dd>{text::reused(&image.savings)}</dd>
        </dl>
        {tie(version, image)}
        <p class="acts"><a class="link" href=contents>{text::CONTENTS}</a> <a class="link" href=all>{text::IMAGE_HISTORY}</a></p>
    }
    .into_any()
}

/// Links to the images under older versions of the hash.
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

/// Whether the version is tied to its image, and the button that ties or unties it.
fn tie(version: &Version, image: &Image) -> AnyView {
    let toasts = use_toasts();
    let is_tied = version.tied.is_some();
    let (reference, before) = (reference_of(version), version.tied.clone());
    let after = (!is_tied).then(|| image.manifest.clone());
    let button = action_button(&Action {
        class: "btn small",
        icon: Icon::Pin,
        label: if is_tied { text::UNTIE } else { text::TIE }.into(),
        shortcut: Some(("", if is_tied { text::UNTIE_KEY } else { text::TIE_KEY })),
        disabled: Signal::stored(None),
        run: handler(move || set_tied(toasts, reference.clone(), before.clone(), after.clone())),
    });
    let hint = if is_tied { text::TIED_HELP } else { text::NOT_TIED_HELP };
    view! { <div class="tie">{button} <span class="hint">{hint}</span></div> }.into_any()
}

fn hash_entry(hash: Digest) -> AnyView {
    let hash = hash.to_string();
    view! {
        <dt>{text::HASH}</dt>
        <dd class="with-copy"><code class="cut">{hash.clone()}</code> <CopyButton text=hash what="hash" bare=true /></dd>
    }
    .into_any()
}

fn missing(version: &Version, state: ImageState) -> AnyView {
    let hash = version.digests.image;
    let has_build = !matches!(state, ImageState::None | ImageState::Lost);
    let builds = use_query_if(move || has_build.then(|| api::builds(None)));
    let latest = move || builds.data()?.items.into_iter().find(|build| build.digests.image == hash);
    view! {
        {match &version.lost {
            Some(lost) => lost_image(version, lost),
            None => view! { <p class="soft">{text::NO_IMAGE}</p> }.into_any(),
        }}
        <dl class="dl">{hash_entry(hash)}</dl>
        <p>{move || latest().map(|build| build_link(&build))}</p>
    }
    .into_any()
}

/// The note about a lost image, with the button that rebuilds it.
fn lost_image(version: &Version, lost: &LostImage) -> AnyView {
    let title = if version.tied.is_some() { text::TIED_LOST } else { text::LOST };
    let all = history(version.digests.image);
    let button = rebuild_from_lock(BuildTarget::Version(reference_of(version)), lost.manifest.clone(), "btn main-act");
    let body = view! {
        <p>{text::built_by(lost.build)} " " {time_ago(&lost.built_at)} ". " {text::LOST_SINCE} " " {time_ago(&lost.left_at)}</p>
        <p><code>{lost.manifest.clone()}</code></p>
        <p>{FROM_LOCK_HELP}</p>
        <p class="acts">{button} <a class="link" href=all>{text::IMAGE_HISTORY}</a></p>
    };
    note(Tone::Warn, title, body)
}

fn build_link(build: &Build) -> AnyView {
    let href = Route::Build { id: build.id }.to_string();
    let fails_trial = build.trial.as_ref().is_some_and(|trial| trial.outcome == TrialOutcome::Fails);
    view! { <a href=href>{titles::build(build.id)}</a> " " {text::build_state(build.state, fails_trial)} }.into_any()
}

/// The other versions that use the image.
pub fn shares(version: &Version, outlook: Query<RebuildOutlook>) -> AnyView {
    let this = reference_of(version);
    live_if(move || {
        let versions = outlook.data()?.touches;
        let others =
            versions.iter().filter(|other| other.environment != this.environment || other.version != this.version);
        let rows: Vec<AnyView> = others.map(sharer).collect();
        let body = if rows.is_empty() {
            view! { <p class="hint">{text::NO_SHARERS}</p> }.into_any()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        Some(
            view! { <section class="panel"><header><h2>{text::SHARERS}</h2></header> <div class="body">{body}</div></section> },
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
