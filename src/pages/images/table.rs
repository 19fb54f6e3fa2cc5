//! The table of images, of which only the rows in sight are in the page; cards on narrow screens.

use super::{row, text};
use crate::{
    components::{
        listing::shown,
        rebuild::RebuildRequest,
        strips::{COMPONENTS, component_name},
    },
    reactive::{effect, live, live_if, memo},
    routes::{ImageQuery, Route},
    ui::{Icon, small_icon, use_table_window},
};
use ::api::{Image, ImageSort};
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
                        children=move |(_, image)| row::show(&image, rebuilding)
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
