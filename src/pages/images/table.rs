//! The table of images, of which only the rows in sight are in the page, as cards on narrow screens; and the list of lost images,
//! each with the button that rebuilds it.

use super::text;
use crate::{
    components::{
        images::{former_badge, is_former, rebuild_row_from_lock},
        listing::shown,
        rebuild::RebuildRequest,
        states::flaw,
        strips::{COMPONENTS, component_name, version_strip},
        versions::version_links,
    },
    reactive::{effect, live, live_if, memo, pressed},
    routes::{ImageQuery, Route},
    state::inspector::CanonicalForm,
    titles,
    ui::{Icon, State, small_icon, state, time_ago, use_table_window, words},
};
use ::api::{BuildTarget, Image, ImageSort, VersionReference};
use definition::Digest;
use leptos::{html, prelude::*};

/// `load_more` runs when the last row comes into sight.
pub fn table(
    items: Memo<Vec<Image>>,
    query: Memo<ImageQuery>,
    total: Signal<u32>,
    rebuilding: RwSignal<Option<RebuildRequest>>,
    load_more: Callback<()>,
) -> AnyView {
    let table = NodeRef::<html::Table>::new();
    let count = memo(move || items.with(Vec::len));
    let window = use_table_window(table, count);
    effect(move || {
        if window.is_at_end() {
            load_more.run(());
        }
    });
    view! {
        <section class="panel">
            <table class="grid images" node_ref=table>
                {head(query)}
                {window.space_above()}
                <tbody>
                    <For
                        each=move || window.visible(items)
                        key=|(_, image)| (image.manifest.clone(), image.users, image.savings.builds)
                        children=move |(_, image)| row(&image, rebuilding)
                    />
                </tbody>
                {window.space_below()}
            </table>
        </section>
        <p class="hint">{live(move || shown(count.get(), total.get()))}</p>
    }
    .into_any()
}

fn head(query: Memo<ImageQuery>) -> AnyView {
    let key: Vec<AnyView> =
        COMPONENTS.into_iter().map(|component| view! { <span>{component_name(component)}</span> }.into_any()).collect();
    view! {
        <thead>
            <tr>
                <th scope="col"><span class="vh">{text::HASH}</span> <span class="strip-key wide-only" aria-hidden="true">{key}</span></th>
                <th scope="col">{text::USED_BY}</th>
                {sortable(query, ImageSort::Size, text::SIZE, "num")}
                {sortable(query, ImageSort::Built, text::BUILT, "")}
                {sortable(query, ImageSort::Reused, text::REUSED, "num")}
                {sortable(query, ImageSort::Saved, text::SAVED, "num")}
                <th scope="col"><span class="vh">{text::REBUILD}</span></th>
            </tr>
        </thead>
    }
    .into_any()
}

fn sortable(query: Memo<ImageQuery>, sort: ImageSort, title: &'static str, class: &'static str) -> AnyView {
    let href = move || Route::Images(ImageQuery { sort, ..query.get() }).to_string();
    let sorted = move || query.with(|query| query.sort == sort);
    view! {
        <th scope="col" class=class aria-sort=move || sorted().then_some("descending")>
            <a class="sort" href=href>{title} {live_if(move || sorted().then(|| small_icon(Icon::Down)))}</a>
        </th>
    }
    .into_any()
}

/// The button opens the rebuild dialog.
fn row(image: &Image, rebuilding: RwSignal<Option<RebuildRequest>>) -> AnyView {
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

pub fn lost_list(items: &[Image]) -> AnyView {
    let rows: Vec<AnyView> = items.iter().map(lost_row).collect();
    view! {
        <p class="hint">{text::LOST_HELP}</p>
        <section class="panel"><ol class="lost">{rows}</ol></section>
    }
    .into_any()
}

fn lost_row(image: &Image) -> AnyView {
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
