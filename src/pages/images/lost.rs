//! Lost images: what is recorded of each, and the button that rebuilds it.

use super::text;
use crate::{
    components::{images::rebuild_row_from_lock, strips::version_strip, versions::version_links},
    routes::Route,
    state::inspector::CanonicalForm,
    titles,
    ui::{State, state, time_ago, words},
};
use ::api::{BuildTarget, Image};
use leptos::prelude::*;

pub fn list(items: &[Image]) -> AnyView {
    let rows: Vec<AnyView> = items.iter().map(row).collect();
    view! {
        <p class="hint">{text::LOST_HELP}</p>
        <section class="panel"><ol class="lost">{rows}</ol></section>
    }
    .into_any()
}

fn row(image: &Image) -> AnyView {
    let hash = image.hash();
    let lost = image.left_at.as_deref().map(|at| view! { ", " {text::LOST_SINCE} " " {time_ago(at)} });
    view! {
        <li>
            <div class="title">
                {state(State::Warn, text::LOST)}
                {version_strip(&image.digests, image.filled, CanonicalForm::Image(hash))}
                <a class="ink" href=Route::image(hash).to_string() aria-label=titles::image(hash)><code>{hash.short()}</code></a>
                <span class="users">{version_links(&image.used_by, image.users as usize)}</span>
            </div>
            <p class="soft">
                {text::BUILT} " " {time_ago(&image.built_at)} {lost} {format!(", {}", words::bytes(image.size))}
            </p>
            {rebuild_row_from_lock(BuildTarget::Image(hash), image.manifest.clone())}
        </li>
    }
    .into_any()
}
