//! One image of the list.

use super::text;
use crate::{
    features::{
        rebuild::Wish,
        shared::{flaw, former_badge, is_former, version_link, version_strip},
    },
    reactive::pressed,
    routes::Route,
    state::inspector::CanonicalForm,
    ui::{Icon, small_icon, time_ago, words},
};
use ::api::{Image, VersionReference};
use definition::Digest;
use leptos::prelude::*;

/// How many versions a row names.
const NAMED: usize = 3;

/// The row; its button wishes for a rebuild.
pub fn show(image: &Image, wish: RwSignal<Option<Wish>>) -> AnyView {
    let hash = image.hash();
    let details = Route::image(hash).to_string();
    let savings = &image.savings;
    let saved = (savings.builds > 0).then(|| words::duration(savings.time));
    let version = image.used_by.first().cloned();
    let flaw = image.trial.as_ref().and_then(|trial| flaw(trial.outcome));
    view! {
        <tr>
            <td class="image">
                {version_strip(&image.digests, image.filled, CanonicalForm::Image(hash))}
                <a class="ink" href=details aria-label=text::one(hash)><code>{hash.short()}</code></a>
            </td>
            <td class="users">{former_badge(image.hash_version)} {flaw} {users(&image.used_by, image.users as usize)}</td>
            <td class="num" data-label=text::SIZE>{words::bytes(image.size)}</td>
            <td data-label=text::BUILT>{time_ago(&image.built_at)}</td>
            <td class="num" data-label=text::REUSED>{savings.builds}</td>
            <td class="num" data-label=text::SAVED>{saved.unwrap_or_else(|| text::NEVER.into())}</td>
            <td class="act">{(!is_former(image.hash_version)).then(|| rebuild(hash, version, wish))}</td>
        </tr>
    }
    .into_any()
}

fn rebuild(hash: Digest, version: Option<VersionReference>, wish: RwSignal<Option<Wish>>) -> AnyView {
    view! {
        <button
            class="btn small bare"
            type="button"
            aria-label=format!("{} {}", text::REBUILD, hash.short())
            on:click=pressed(move || wish.set(Some(Wish { hash, version: version.clone() })))
        >
            {small_icon(Icon::Rebuild)} {text::REBUILD}
        </button>
    }
    .into_any()
}

/// The first of the versions as links, and how many more there are.
pub fn users(versions: &[VersionReference], count: usize) -> AnyView {
    if count == 0 {
        return view! { <span class="quiet">{text::NOBODY}</span> }.into_any();
    }
    let named = &versions[..versions.len().min(NAMED)];
    let links: Vec<AnyView> = named
        .iter()
        .enumerate()
        .map(|(at, version)| view! { {(at > 0).then_some(", ")} {version_link(version)} }.into_any())
        .collect();
    let more = count.saturating_sub(named.len());
    let more = (more > 0).then(|| view! { " " <span class="quiet">{text::more(more)}</span> });
    view! { {links} {more} }.into_any()
}
