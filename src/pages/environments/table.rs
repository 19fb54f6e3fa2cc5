//! The table of environments, of which only the rows in sight are in the page.

use super::{row, text};
use crate::{
    browser::focus,
    components::{
        listing::shown,
        strips::{COMPONENTS, component_name},
    },
    reactive::{effect, live, live_if, memo},
    routes::{EnvironmentQuery, Route},
    state::shortcuts::use_shortcut,
    ui::{Icon, small_icon, use_table_window},
};
use api::{Environment, EnvironmentSort};
use leptos::{html, prelude::*};

/// `load_more` runs when the last row comes into sight.
pub fn table(
    items: Memo<Vec<Environment>>,
    query: Memo<EnvironmentQuery>,
    total: Signal<u32>,
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
    move_by_keys(count);
    view! {
        <section class="panel">
            <table class="grid environments" node_ref=table>
                {head(query)}
                {window.space_above()}
                <tbody>
                    <For
                        each=move || window.visible(items)
                        key=|(at, item)| (*at, item.name.clone(), item.latest.version.clone(), item.image as u8, item.build, item.archived, item.labels.clone())
                        children=|(at, item)| row::show(at, &item)
                    />
                </tbody>
                {window.space_below()}
            </table>
        </section>
        <p class="hint">{live(move || shown(count.get(), total.get()))}</p>
    }
    .into_any()
}

/// `j` and `k` move from row to row; Enter opens the row that has the focus.
fn move_by_keys(count: Memo<usize>) {
    let at = RwSignal::new(None::<usize>);
    let go = move |step: isize| {
        let next = at
            .get_untracked()
            .map_or(0, |at| at.saturating_add_signed(step).min(count.get_untracked().saturating_sub(1)));
        at.set(Some(next));
        focus::focus(&row::link_selector(next));
    };
    use_shortcut("j", text::NEXT_KEY, move || go(1));
    use_shortcut("k", text::PREVIOUS_KEY, move || go(-1));
}

fn head(query: Memo<EnvironmentQuery>) -> AnyView {
    let key: Vec<AnyView> =
        COMPONENTS.into_iter().map(|component| view! { <span>{component_name(component)}</span> }.into_any()).collect();
    view! {
        <thead>
            <tr>
                {sortable(query, EnvironmentSort::Name, text::NAME, "ascending")}
                <th scope="col" class="wide-only">{text::TYPE}</th>
                {sortable(query, EnvironmentSort::Changed, text::LATEST, "descending")}
                <th scope="col" class="wide-only"><span class="strip-key">{key}</span></th>
                <th scope="col">{text::IMAGE}</th>
                {sortable(query, EnvironmentSort::Built, text::BUILT, "descending")}
                <th scope="col" class="wide-only">{text::OWNER}</th>
                <th scope="col"><span class="vh">{text::ACTION}</span></th>
            </tr>
        </thead>
    }
    .into_any()
}

fn sortable(query: Memo<EnvironmentQuery>, sort: EnvironmentSort, title: &'static str, order: &'static str) -> AnyView {
    let href = move || Route::Environments(EnvironmentQuery { sort, ..query.get() }).to_string();
    let sorted = move || query.with(|query| query.sort == sort);
    let class = if sort == EnvironmentSort::Name { "" } else { "wide-only" };
    view! {
        <th scope="col" class=class aria-sort=move || sorted().then_some(order)>
            <a class="sort" href=href>{title} {live_if(move || sorted().then(|| small_icon(Icon::Down)))}</a>
        </th>
    }
    .into_any()
}
