//! The table of environments: thousands of rows, of which those in sight are in the page.

use super::{row, text};
use crate::{
    browser::{page, scroll},
    features::shared::{COMPONENTS, component_name},
    routes::{EnvironmentQuery, Route},
    state::shortcuts::use_shortcut,
    ui::{Icon, in_sight, room, small_icon},
};
use api::{Environment, EnvironmentSort};
use leptos::{html, prelude::*};

/// The height of a row in pixels until one is there to be measured.
const ROW: f64 = 37.0;

/// The table; `end` is told when somebody comes to its end.
pub fn show(
    items: Memo<Vec<Environment>>,
    query: Memo<EnvironmentQuery>,
    total: Signal<u32>,
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
    let count = Memo::new(move |_| items.with(Vec::len));
    let sight = Memo::new(move |_| {
        let (above, height, row) = position.get();
        in_sight(above, height, row, count.get())
    });
    Effect::new(move |_| {
        if sight.get().end == count.get() {
            end.run(());
        }
    });
    move_keys(count);
    let rows = move || {
        let sight = sight.get();
        items.with(|items| sight.filter_map(|at| items.get(at).cloned().map(|item| (at, item))).collect::<Vec<_>>())
    };
    view! {
        <section class="panel">
            <table class="grid environments" node_ref=table>
                {head(query)}
                {move || gap(sight.get().start, position.get().2)}
                <tbody>
                    <For
                        each=rows
                        key=|(at, item)| (*at, item.name.clone(), item.latest.version.clone(), item.image as u8, item.build, item.archived, item.labels.clone())
                        children=|(at, item)| row::show(at, &item)
                    />
                </tbody>
                {move || gap(count.get() - sight.get().end, position.get().2)}
            </table>
        </section>
        <p class="hint">{move || text::shown(count.get(), total.get())}</p>
    }
    .into_any()
}

fn gap(rows: usize, row: f64) -> Option<AnyView> {
    (rows > 0).then(|| {
        view! { <tbody aria-hidden="true"><tr aria-hidden="true"><td class="gap">{room(rows, row)}</td></tr></tbody> }
            .into_any()
    })
}

/// `j` and `k` move from row to row; Enter opens the row that has the focus.
fn move_keys(count: Memo<usize>) {
    let at = RwSignal::new(None::<usize>);
    let go = move |step: isize| {
        let next = at
            .get_untracked()
            .map_or(0, |at| at.saturating_add_signed(step).min(count.get_untracked().saturating_sub(1)));
        at.set(Some(next));
        page::focus(&row::link_of(next));
    };
    use_shortcut("j", "next row", move || go(1));
    use_shortcut("k", "previous row", move || go(-1));
}

fn head(query: Memo<EnvironmentQuery>) -> AnyView {
    let key: Vec<AnyView> =
        COMPONENTS.into_iter().map(|component| view! { <span>{component_name(component)}</span> }.into_any()).collect();
    view! {
        <thead>
            <tr>
                {sortable(query, EnvironmentSort::Name, "Name", "ascending")}
                <th scope="col" class="wide-only">"Type"</th>
                {sortable(query, EnvironmentSort::Changed, "Latest", "descending")}
                <th scope="col" class="wide-only"><span class="strip-key">{key}</span></th>
                <th scope="col">"Image"</th>
                {sortable(query, EnvironmentSort::Built, "Last built", "descending")}
                <th scope="col" class="wide-only">"Owner"</th>
                <th scope="col"><span class="vh">{text::ACTION}</span></th>
            </tr>
        </thead>
    }
    .into_any()
}

fn sortable(query: Memo<EnvironmentQuery>, sort: EnvironmentSort, word: &'static str, order: &'static str) -> AnyView {
    let href = move || Route::Environments(EnvironmentQuery { sort, ..query.get() }).to_string();
    let sorted = move || query.with(|query| query.sort == sort);
    let class = if sort == EnvironmentSort::Name { "" } else { "wide-only" };
    view! {
        <th scope="col" class=class aria-sort=move || sorted().then_some(order)>
            <a class="sort" href=href>{word} {move || sorted().then(|| small_icon(Icon::Down))}</a>
        </th>
    }
    .into_any()
}

/// The shape of the table while it is asked for.
pub fn shape() -> AnyView {
    let rows: Vec<AnyView> = (0..8).map(|_| view! { <span class="line"></span> }.into_any()).collect();
    view! { <section class="panel shape" aria-busy="true">{rows}</section> }.into_any()
}
