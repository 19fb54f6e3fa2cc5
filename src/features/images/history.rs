//! Every image that a hash had, what moved between them, and the way back to one.

use super::{details::Standing, text};
use crate::{
    api,
    features::shared::{Act, act, doing, from_lock_of_many, is_former, version_title},
    routes::{ImageTab, Route},
    state::toasts::use_toasts,
    ui::{Icon, small_icon, time_ago, words},
};
use ::api::{BuildTarget, ImageHistory, PastImage};
use definition::Digest;
use leptos::prelude::*;

/// How many packages are named that moved.
const NAMED: usize = 8;

/// The list.
pub fn list(hash: Digest, history: &ImageHistory) -> AnyView {
    let last = history.items.len().saturating_sub(1);
    let is_former = is_former(history.hash_version);
    let entry = |(at, past): (usize, &PastImage)| entry(hash, past, at == last, is_former);
    let rows: Vec<AnyView> = history.items.iter().enumerate().map(entry).collect();
    view! { <p class="hint pad">{text::HISTORY_HINT}</p> <ol class="past">{rows}</ol> }.into_any()
}

fn entry(hash: Digest, past: &PastImage, first: bool, is_former: bool) -> AnyView {
    let build = Route::Build { id: past.build }.to_string();
    let left = past.evicted_at.as_deref().map(|at| view! { <span class="soft">{text::LEFT} {time_ago(at)}</span> });
    let manifest = Some(past.manifest.clone());
    let contents = Route::Image { hash, manifest, tab: ImageTab::Packages }.to_string();
    let tied: Vec<String> = past.tied.iter().map(version_title).collect();
    let tied =
        (!tied.is_empty()).then(|| view! { <span class="hint">{small_icon(Icon::Pin)} {text::tied(&tied)}</span> });
    let short = words::short_digest(&past.manifest).to_owned();
    let of =
        past.lock.as_deref().map(|lock| view! { <p class="hint">{text::of_lock(lock, lock == past.manifest)}</p> });
    let restorable = past.evicted_at.is_none() && !past.current && !is_former;
    let from_lock = past.evicted_at.is_some() && !is_former;
    view! {
        <li>
            <div class="past-head">
                <a href=build>{format!("Build {}", past.build)}</a>
                <span class="soft">{time_ago(&past.built_at)} {format!(", {}, {}", words::duration(past.duration), words::bytes(past.size))}</span>
                {Standing::of(past, is_former).show()} {left} {tied}
            </div>
            <a class="ink" href=contents title=past.manifest.clone()><code>{short} "\u{2026}"</code></a>
            {of} {moved(past, first)}
            {restorable.then(|| view! { <div class="past-act">{restore(hash, past)}</div> })}
            {from_lock.then(|| view! {
                <div class="past-act">{from_lock_of_many(BuildTarget::Image(hash), past.manifest.clone())}</div>
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
