//! The table of images: thousands of rows, of which those in sight are in the page; cards where it is narrow.

use super::{row, text};
use crate::{
    browser::scroll,
    features::rebuild::Wish,
    features::shared::{COMPONENTS, component_name},
    reactive::{effect, live, live_if, memo},
    routes::{ImageQuery, Route},
    ui::{Icon, in_sight, room, small_icon},
};
use ::api::{Image, ImageSort};
use leptos::{html, prelude::*};

/// The height of a row in pixels until one is there to be measured.
const ROW: f64 = 37.0;

/// The table; `end` is told when somebody comes to its end.
pub fn show(
    items: Memo<Vec<Image>>,
    query: Memo<ImageQuery>,
    total: Signal<u32>,
    wish: RwSignal<Option<Wish>>,
    end: Callback<()>,
) -> AnyView {
    let table = NodeRef::<html::Table>::new();
    let position = RwSignal::new((0.0, 1200.0, ROW));
    scroll::listen(move || {
        if let Some(table) = table.get_untracked() {
            let (above, height) = scroll::in_window(&table);
            position.set((above, height, scroll::row_height(&table).unwrap_or(ROW)));
        }
    });
    let count = memo(move || items.with(Vec::len));
    let sight = memo(move || {
        let (above, height, row) = position.get();
        in_sight(above, height, row, count.get())
    });
    effect(move || {
        if sight.get().end == count.get() {
            end.run(());
        }
    });
    let rows = move || {
        let sight = sight.get();
        items.with(|items| sight.filter_map(|at| items.get(at).cloned()).collect::<Vec<_>>())
    };
    let gap = move |rows: usize| {
        let height = position.get().2;
        (rows > 0).then(|| {
            view! { <tbody aria-hidden="true"><tr aria-hidden="true"><td class="gap">{room(rows, height)}</td></tr></tbody> }
        })
    };
    view! {
        <section class="panel">
            <table class="grid images" node_ref=table>
                {head(query)}
                {live_if(move || gap(sight.get().start))}
                <tbody>
                    <For
                        each=rows
                        key=|image| (image.manifest.clone(), image.users, image.savings.builds)
                        children=move |image| row::show(&image, wish)
                    />
                </tbody>
                {live_if(move || gap(count.get() - sight.get().end))}
            </table>
        </section>
        <p class="hint">{live(move || text::shown(count.get(), total.get()))}</p>
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

fn sortable(query: Memo<ImageQuery>, sort: ImageSort, word: &'static str, class: &'static str) -> AnyView {
    let href = move || Route::Images(ImageQuery { sort, ..query.get() }).to_string();
    let sorted = move || query.with(|query| query.sort == sort);
    view! {
        <th scope="col" class=class aria-sort=move || sorted().then_some("descending")>
            <a class="sort" href=href>{word} {live_if(move || sorted().then(|| small_icon(Icon::Down)))}</a>
        </th>
    }
    .into_any()
}

/// The shape of the table while it is asked for.
pub fn shape() -> AnyView {
    let rows: Vec<AnyView> = (0..8).map(|_| view! { <span class="line"></span> }.into_any()).collect();
    view! { <section class="panel shape" aria-busy="true">{rows}</section> }.into_any()
}
