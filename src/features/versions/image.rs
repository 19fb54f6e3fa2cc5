//! The image of a version.

use super::{
    text,
    version::{AskedImage, reference},
};
use crate::{
    api::{self, ask_when},
    features::shared::version_link,
    routes::Route,
    ui::{CopyButton, Icon, bar, icon, load, time_ago, words},
};
use ::api::{Build, BuildState, Image, ImageState, Version};
use definition::Digest;
use leptos::prelude::*;

/// The image: reference, hash, when it was built and by what.
pub fn panel(version: &Version, image: AskedImage) -> AnyView {
    let hash = version.digests.image;
    let state = version.image;
    let copy = move || {
        let reference = image.known()?.reference;
        Some(view! { <span class="end"><CopyButton text=reference what="reference" bare=true /></span> })
    };
    view! {
        <section class="panel">
            <header><h2>{text::IMAGE}</h2> {copy}</header>
            <div class="body">
                {if state == ImageState::Cached {
                    load(image, || view! { <span class="line"></span> }.into_any(), details)
                } else {
                    missing(hash, state)
                }}
            </div>
        </section>
    }
    .into_any()
}

fn details(image: &Image) -> AnyView {
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
        </dl>
    }
    .into_any()
}

fn hash_entry(hash: Digest) -> AnyView {
    let hash = hash.to_string();
    view! {
        <dt>"Hash"</dt>
        <dd class="with-copy"><code class="cut">{hash.clone()}</code> <CopyButton text=hash what="hash" bare=true /></dd>
    }
    .into_any()
}

fn missing(hash: Digest, state: ImageState) -> AnyView {
    let builds = ask_when(move || (state != ImageState::None).then(|| api::builds(None)));
    let latest = move || builds.known()?.items.into_iter().find(|build| build.digests.image == hash);
    view! {
        <p class="soft">{text::NO_IMAGE}</p>
        <dl class="dl">{hash_entry(hash)}</dl>
        <p>{move || latest().map(|build| build_link(&build))}</p>
    }
    .into_any()
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
    view! { <a href=href>{format!("Build {}", build.id)}</a> {format!(" {word}")} }.into_any()
}

/// Who else shares the image.
pub fn shares(version: &Version, image: AskedImage) -> AnyView {
    let this = reference(version);
    (move || {
        let image = image.known()?;
        let others = image.used_by.iter().filter(|other| **other != this);
        let rows = others.map(|other| view! { <li>{icon(Icon::Jar)} {version_link(other)}</li> }.into_any());
        let rows: Vec<AnyView> = rows.collect();
        let body = if rows.is_empty() {
            view! { <p class="hint">{text::ALONE}</p> }.into_any()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        Some(view! { <section class="panel"><header><h2>{text::SHARES}</h2></header> <div class="body">{body}</div></section> })
    })
    .into_any()
}

/// How large each layer is.
#[expect(clippy::cast_precision_loss, reason = "an image has less than 2^52 bytes")]
pub fn layers(image: &Image) -> AnyView {
    let largest = image.layers.iter().map(|layer| layer.size).max().unwrap_or(1).max(1);
    let rows = image.layers.iter().map(|layer| {
        let class = if layer.part == "Python" { "own" } else { "" };
        view! {
            <li>
                <span>{layer.part.clone()}</span> {bar(class, layer.size as f64 / largest as f64)}
                <span class="num">{words::bytes(layer.size)}</span>
            </li>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    view! {
        <section class="panel">
            <header><h2>{text::SIZE_BY_LAYER}</h2> <span class="end hint">{words::bytes(image.size)}</span></header>
            <ul class="body layers">{rows}</ul>
        </section>
    }
    .into_any()
}
