//! A row of the table of images.

use super::text;
use crate::{
    components::{
        images::{former_badge, is_former},
        rebuild::RebuildRequest,
        states::flaw,
        strips::version_strip,
        versions::version_links,
    },
    reactive::pressed,
    routes::Route,
    state::inspector::CanonicalForm,
    titles,
    ui::{Icon, small_icon, time_ago, words},
};
use ::api::{Image, VersionReference};
use definition::Digest;
use leptos::prelude::*;

/// The button opens the rebuild dialog.
pub fn show(image: &Image, rebuilding: RwSignal<Option<RebuildRequest>>) -> AnyView {
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
                <a class="ink" href=details aria-label=titles::image(hash)><code>{hash.short()}</code></a>
            </td>
            <td class="users">{former_badge(image.hash_version)} {flaw} {version_links(&image.used_by, image.users as usize)}</td>
            <td class="num" data-label=text::SIZE>{words::bytes(image.size)}</td>
            <td data-label=text::BUILT>{time_ago(&image.built_at)}</td>
            <td class="num" data-label=text::REUSED>{savings.builds}</td>
            <td class="num" data-label=text::SAVED>{saved.unwrap_or_else(|| text::NONE_SAVED.into())}</td>
            <td class="act">{(!is_former(image.hash_version)).then(|| rebuild_button(hash, version, rebuilding))}</td>
        </tr>
    }
    .into_any()
}

fn rebuild_button(
    hash: Digest,
    version: Option<VersionReference>,
    rebuilding: RwSignal<Option<RebuildRequest>>,
) -> AnyView {
    view! {
        <button
            class="btn small bare"
            type="button"
            aria-label=text::rebuild(hash)
            on:click=pressed(move || rebuilding.set(Some(RebuildRequest { hash, version: version.clone() })))
        >
            {small_icon(Icon::Rebuild)} {text::REBUILD}
        </button>
    }
    .into_any()
}
