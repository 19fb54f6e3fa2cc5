//! Every image that a hash had, which packages changed between them, and restoring one.

use super::{details::Standing, text};
use crate::{
    api,
    components::{
        action::{Action, action_button, handler},
        images::{is_former, rebuild_row_from_lock},
    },
    routes::{ImageTab, Route},
    state::toasts::use_toasts,
    titles::{self, version_title},
    ui::{Icon, small_icon, time_ago, words},
};
use ::api::{BuildTarget, ImageHistory, PastImage};
use definition::Digest;
use leptos::prelude::*;

/// How many of the packages that changed are named; the rest is counted.
const MAX_NAMED: usize = 8;

pub fn list(hash: Digest, history: &ImageHistory) -> AnyView {
    let last = history.items.len().saturating_sub(1);
    let is_former = is_former(history.hash_version);
    let entry = |(at, past): (usize, &PastImage)| entry(hash, past, at == last, is_former);
    let rows: Vec<AnyView> = history.items.iter().enumerate().map(entry).collect();
    view! { <p class="hint pad">{text::HISTORY_HINT}</p> <ol class="past">{rows}</ol> }.into_any()
}

fn entry(hash: Digest, past: &PastImage, is_first: bool, is_former: bool) -> AnyView {
    let build = Route::Build { id: past.build }.to_string();
    let lost =
        past.evicted_at.as_deref().map(|at| view! { <span class="soft">{text::LOST_SINCE} " " {time_ago(at)}</span> });
    let manifest = Some(past.manifest.clone());
    let contents = Route::Image { hash, manifest, tab: ImageTab::Packages }.to_string();
    let tied: Vec<String> = past.tied.iter().map(version_title).collect();
    let tied =
        (!tied.is_empty()).then(|| view! { <span class="hint">{small_icon(Icon::Pin)} {text::tied(&tied)}</span> });
    let short = words::short_digest(&past.manifest).to_owned();
    let source_lock =
        past.lock.as_deref().map(|lock| view! { <p class="hint">{text::from_lock(lock, lock == past.manifest)}</p> });
    let can_restore = past.evicted_at.is_none() && !past.current && !is_former;
    let can_rebuild = past.evicted_at.is_some() && !is_former;
    view! {
        <li>
            <div class="past-head">
                <a href=build>{titles::build(past.build)}</a>
                <span class="soft">{time_ago(&past.built_at)} {format!(", {}, {}", words::duration(past.duration), words::bytes(past.size))}</span>
                {Standing::of(past, is_former).label()} {lost} {tied}
            </div>
            <a class="ink" href=contents title=past.manifest.clone()><code>{short} "\u{2026}"</code></a>
            {source_lock} {changes(past, is_first)}
            {can_restore.then(|| view! { <div class="past-act">{restore(hash, past)}</div> })}
            {can_rebuild.then(|| view! {
                <div class="past-act">{rebuild_row_from_lock(BuildTarget::Image(hash), past.manifest.clone())}</div>
            })}
        </li>
    }
    .into_any()
}

fn changes(past: &PastImage, is_first: bool) -> AnyView {
    if past.moved.is_empty() {
        let hint = if is_first { text::FIRST } else { text::NO_CHANGES };
        return view! { <p class="hint">{hint}</p> }.into_any();
    }
    let named: Vec<AnyView> = past
        .moved
        .iter()
        .take(MAX_NAMED)
        .map(|package| view! { <code>{text::change(package)}</code> }.into_any())
        .collect();
    let more = past.moved.len().saturating_sub(MAX_NAMED);
    let more = (more > 0).then(|| view! { <span class="hint">{text::more(more)}</span> });
    view! { <p class="change">{named} {more}</p> }.into_any()
}

fn restore(hash: Digest, past: &PastImage) -> AnyView {
    let toasts = use_toasts();
    let (manifest, build) = (past.manifest.clone(), past.build);
    action_button(&Action {
        class: "btn small",
        icon: Icon::Rebuild,
        label: text::RESTORE.into(),
        shortcut: None,
        disabled: Signal::stored(None),
        run: handler(move || {
            let manifest = manifest.clone();
            async move {
                api::restore_image(hash, manifest).await?;
                toasts.done(text::restored(build));
                Ok(())
            }
        }),
    })
}
