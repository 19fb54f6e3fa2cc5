//! One hash: its image, every image it had, who uses it.

use super::{drift, history, row::users, text};
use crate::{
    api::{self, ask, ask_when},
    features::{
        rebuild::{self, Wish},
        shared::{layers, version_strip},
    },
    reactive::{live_if, memo},
    routes::{ImageQuery, Route},
    state::{changes::use_changes, inspector::CanonicalForm},
    ui::{CopyButton, Heading, Tone, load, note, time_ago, words},
};
use ::api::{Image, ImageHistory, PastImage, WorkspaceEvent};
use definition::Digest;
use leptos::prelude::*;

/// The page.
pub fn page(hash: Digest) -> AnyView {
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Image(other) => *other == hash.to_string(),
        WorkspaceEvent::Environment(_) | WorkspaceEvent::Everything => true,
        WorkspaceEvent::Build(_) | WorkspaceEvent::Registry(_) => false,
    });
    let asked = ask(move || {
        changed.track();
        api::image_history(hash)
    });
    // The current image, else the last one that there was: what was recorded of it stays.
    let shown = memo(move || asked.known().and_then(|history| chosen(&history).map(|past| past.manifest.clone())));
    let image = ask_when(move || {
        changed.track();
        shown.get().map(|manifest| api::image_of(hash, &manifest))
    });
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    let wish = RwSignal::new(None);
    let all = Route::Images(ImageQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label="Where this is"><a href=all>{text::TITLE}</a></nav>
                <div class="title">
                    <Heading text=text::one(hash) />
                    {live_if(move || asked.known().map(|history| {
                        version_strip(&history.digests, history.filled, CanonicalForm::Image(hash))
                    }))}
                </div>
            </div>
            <div class="acts">{rebuild::button(wish, Wish { hash, version: None })}</div>
        </header>
        {live_if(move || {
            let gone = !standing(&asked.known()?);
            gone.then(|| note(Tone::Warn, text::GONE, view! { <p>{text::GONE_HELP}</p> }))
        })}
        <div class="split">
            <div class="stack">
                {load(asked, lines, move |history| history::panel(hash, history))}
                {live_if(move || asked.known().filter(standing).map(|history| drift::panel(hash, &history)))}
                {live_if(move || image.known().map(|image| layers(&image)))}
            </div>
            <div class="stack">{load(image, lines, details)}</div>
        </div>
        {rebuild::dialog(wish)}
    }
    .into_any()
}

/// Whether there is an image that can fall behind.
fn standing(history: &ImageHistory) -> bool {
    history.items.iter().any(|past| past.current)
}

fn chosen(history: &ImageHistory) -> Option<&PastImage> {
    history.items.iter().find(|past| past.current).or(history.items.first())
}

fn details(image: &Image) -> AnyView {
    let build = Route::Build { id: image.build }.to_string();
    let hash = image.hash().to_string();
    let savings = &image.savings;
    let reused = if savings.builds == 0 { text::NEVER.into() } else { text::saved(savings) };
    let used = if image.users == 0 {
        view! { <p class="hint">{text::NO_USERS}</p> }.into_any()
    } else {
        view! { <p class="users">{users(&image.used_by, image.users as usize)}</p> }.into_any()
    };
    view! {
        <section class="panel">
            <header>
                <h2>{text::CURRENT}</h2>
                <span class="end"><CopyButton text=image.reference.clone() what="reference" bare=true /></span>
            </header>
            <dl class="body dl">
                <dt>"Reference"</dt> <dd><code>{image.reference.clone()}</code></dd>
                <dt>{text::HASH}</dt>
                <dd class="with-copy"><code class="cut">{hash.clone()}</code> <CopyButton text=hash what="hash" bare=true /></dd>
                <dt>{text::SIZE}</dt> <dd>{words::bytes(image.size)}</dd>
                <dt>{text::BUILT}</dt>
                <dd>
                    {time_ago(&image.built_at)} " by " <a href=build>{format!("build {}", image.build)}</a>
                    {format!(", {}", words::duration(image.duration))}
                </dd>
                <dt>{text::SAVED}</dt> <dd>{reused}</dd>
            </dl>
        </section>
        <section class="panel"><header><h2>{text::USERS}</h2></header> <div class="body">{used}</div></section>
    }
    .into_any()
}
