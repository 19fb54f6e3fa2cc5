//! Images that the registry no longer has: what is known of each, and the way to have it again.

use super::{row::users, text};
use crate::{
    features::shared::{from_lock_of_many, version_strip},
    routes::Route,
    state::inspector::CanonicalForm,
    ui::{State, state, time_ago, words},
};
use ::api::{BuildTarget, Image};
use leptos::prelude::*;

/// The list.
pub fn show(items: &[Image]) -> AnyView {
    let rows: Vec<AnyView> = items.iter().map(row).collect();
    view! {
        <p class="hint">{text::LOST_HELP}</p>
        <section class="panel"><ol class="lost">{rows}</ol></section>
    }
    .into_any()
}

fn row(image: &Image) -> AnyView {
    let hash = image.hash();
    let left = image.left_at.as_deref().map(|at| view! { ", " {text::LEFT_IT} {time_ago(at)} });
    view! {
        <li>
            <div class="title">
                {state(State::Warn, text::IS_GONE)}
                {version_strip(&image.digests, image.filled, CanonicalForm::Image(hash))}
                <a class="ink" href=Route::image(hash).to_string() aria-label=text::one(hash)><code>{hash.short()}</code></a>
                <span class="users">{users(&image.used_by, image.users as usize)}</span>
            </div>
            <p class="soft">
                {text::BUILT} " " {time_ago(&image.built_at)} {left} {format!(", {}", words::bytes(image.size))}
            </p>
            {from_lock_of_many(BuildTarget::Image(hash), image.manifest.clone())}
        </li>
    }
    .into_any()
}
