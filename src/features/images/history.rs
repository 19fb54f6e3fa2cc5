//! Every image that a hash had, what moved between them, and the way back to one.

use super::text;
use crate::{
    api,
    features::shared::{Act, act, doing, from_lock, version_title},
    routes::Route,
    state::toasts::use_toasts,
    ui::{Icon, State, badge, small_icon, state, time_ago, words},
};
use ::api::{BuildTarget, ImageHistory, PastImage};
use definition::Digest;
use leptos::prelude::*;

/// How many packages are named that moved.
const NAMED: usize = 8;

/// The panel.
pub fn panel(hash: Digest, history: &ImageHistory) -> AnyView {
    let last = history.items.len().saturating_sub(1);
    let rows: Vec<AnyView> = history.items.iter().enumerate().map(|(at, past)| entry(hash, past, at == last)).collect();
    view! {
        <section class="panel">
            <header><h2>{text::HISTORY}</h2> <span class="end hint">{text::HISTORY_HINT}</span></header>
            <ol class="past">{rows}</ol>
        </section>
    }
    .into_any()
}

fn entry(hash: Digest, past: &PastImage, first: bool) -> AnyView {
    let build = Route::Build { id: past.build }.to_string();
    let stands = match (&past.evicted_at, past.current) {
        (Some(at), _) => view! { {state(State::Nothing, text::EVICTED)} " " {time_ago(at)} }.into_any(),
        (None, true) => state(State::Good, text::IN_USE),
        (None, false) => badge("", text::OLDER),
    };
    let tied: Vec<String> = past.tied.iter().map(version_title).collect();
    let tied =
        (!tied.is_empty()).then(|| view! { <span class="hint">{small_icon(Icon::Pin)} {text::tied(&tied)}</span> });
    let short: String = past.manifest.chars().take("sha256:".len() + 12).collect();
    let of =
        past.lock.as_deref().map(|lock| view! { <p class="hint">{text::of_lock(lock, lock == past.manifest)}</p> });
    let restorable = past.evicted_at.is_none() && !past.current;
    view! {
        <li>
            <div class="past-head">
                <a href=build>{format!("Build {}", past.build)}</a>
                <span class="soft">{time_ago(&past.built_at)} {format!(", {}, {}", words::duration(past.duration), words::bytes(past.size))}</span>
                {stands} {tied}
            </div>
            <code class="quiet" title=past.manifest.clone()>{short} "\u{2026}"</code>
            {of} {moved(past, first)}
            {restorable.then(|| view! { <div class="past-act">{restore(hash, past)}</div> })}
            {past.evicted_at.is_some().then(|| view! {
                <div class="past-act">{from_lock(BuildTarget::Image(hash), past.manifest.clone(), "btn small")}</div>
            })}
        </li>
    }
    .into_any()
}

fn moved(past: &PastImage, first: bool) -> AnyView {
    if past.moved.is_empty() {
        let words = if first { text::FIRST } else { text::NOTHING_MOVED };
        return view! { <p class="hint">{words}</p> }.into_any();
    }
    let named: Vec<AnyView> =
        past.moved.iter().take(NAMED).map(|package| view! { <code>{text::moved(package)}</code> }.into_any()).collect();
    let more = past.moved.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| view! { <span class="hint">{text::more(more)}</span> });
    view! { <p class="change">{named} {more}</p> }.into_any()
}

fn restore(hash: Digest, past: &PastImage) -> AnyView {
    let toasts = use_toasts();
    let (manifest, build) = (past.manifest.clone(), past.build);
    act(&Act {
        class: "btn small",
        icon: Icon::Rebuild,
        word: text::RESTORE,
        key: None,
        refused: Signal::stored(None),
        run: doing(move || {
            let manifest = manifest.clone();
            async move {
                api::restore_image(hash, manifest).await?;
                toasts.done(text::restored(build));
                Ok(())
            }
        }),
    })
}
