//! The table of environments, of which only the rows in sight are in the page.

use super::text;
use crate::{
    browser::focus,
    components::{
        archive::archive_handler,
        listing::shown,
        states::{environment_type, version_image},
        strips::{COMPONENTS, component_name, version_strip},
    },
    reactive::{effect, live, live_if, memo},
    routes::{EnvironmentQuery, Route, VersionTab},
    state::{inspector::CanonicalForm, shortcuts::use_shortcut},
    titles,
    ui::{Icon, badge, small_icon, time_ago, use_table_window},
};
use api::{Environment, EnvironmentSort, EnvironmentType, ImageState, VersionReference};
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
                        children=|(at, item)| row(at, &item)
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
        focus::focus(&link_selector(next));
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

/// The selector of the link of a row.
fn link_selector(row: usize) -> String {
    format!("#row-{row} a")
}

fn row(at: usize, item: &Environment) -> AnyView {
    let latest = VersionReference { environment: item.name.clone(), version: item.latest.version.clone() };
    let version = Route::Version { reference: latest.clone(), tab: VersionTab::default() }.to_string();
    let environment = Route::Environment { name: item.name.clone() }.to_string();
    view! {
        <tr id=format!("row-{at}")>
            <td><a class="name" href=environment title=item.name.clone()>{item.name.clone()}</a> {badges(item)}</td>
            <td class="wide-only">{environment_type(item.r#type)}</td>
            <td class="wide-only"><a class="ink" href=version>{item.latest.version.clone()}</a></td>
            <td class="wide-only">
                {version_strip(&item.latest.digests, item.latest.filled, CanonicalForm::Version(latest.clone()))}
            </td>
            <td>{version_image(item.image, item.latest.trial, &latest)}</td>
            <td class="wide-only">{built(item)}</td>
            <td class="wide-only soft">{item.owner.clone()}</td>
            <td class="act">{archive_button(item)}</td>
        </tr>
    }
    .into_any()
}

fn badges(item: &Environment) -> AnyView {
    let archived = item.archived.then(|| badge("", text::ARCHIVED));
    let labels: Vec<AnyView> = item
        .labels
        .iter()
        .map(|(name, value)| {
            badge("wide-only", if value.is_empty() { name.clone() } else { format!("{name}: {value}") })
        })
        .collect();
    view! { {archived} {labels} }.into_any()
}

fn archive_button(item: &Environment) -> Option<AnyView> {
    if item.r#type == EnvironmentType::Curated {
        return None;
    }
    let run = archive_handler(item.name.clone(), !item.archived);
    let label = text::archive(&item.name, item.archived);
    let icon = if item.archived { Icon::Jar } else { Icon::Archive };
    Some(
        view! {
            <button class="icon-btn" type="button" aria-label=label.clone() title=label on:click=move |_| run()>
                {small_icon(icon)}
            </button>
        }
        .into_any(),
    )
}

fn built(item: &Environment) -> AnyView {
    match (item.build, &item.built_at) {
        (Some(id), _) => view! { <a href=Route::Build { id }.to_string()>{titles::build(id)}</a> }.into_any(),
        (None, Some(built)) => time_ago(built),
        (None, None) if item.image == ImageState::Lost => view! { <span class="quiet">{text::LOST}</span> }.into_any(),
        (None, None) => view! { <span class="quiet">{text::NEVER}</span> }.into_any(),
    }
}
