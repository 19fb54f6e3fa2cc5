//! The environments of the workspace: find one, see what is in it and whether it has an image.

mod first_visit;
mod row;
mod table;
mod text;

use crate::{
    api::{self, Failure},
    browser::dates,
    features::shared::{Page, listing},
    reactive::live_if,
    routes::{EnvironmentQuery, FILTERS, Route, use_route},
    state::{changes::use_changes, clock::use_now, handover::take_anywhere, session::use_session},
    ui::{Heading, Icon, SearchField, problem, small_icon, words},
};
use ::api::{Environment, EnvironmentFilter, EnvironmentType, FilterCounts, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The page.
pub fn page() -> AnyView {
    take_anywhere();
    let route = use_route();
    let query = Memo::new(move |_| match route.get() {
        Route::Environments(query) => query,
        _ => EnvironmentQuery::default(),
    });
    let changed = use_changes().watch(|event| !matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Pythons));
    let counts = RwSignal::new(None::<FilterCounts>);
    let key = Signal::derive(move || (query.get(), changed.get(), counts));
    let list = listing(key, |(query, _, counts), cursor| {
        Box::pin(async move {
            let list = api::environments(&query, cursor).await?;
            counts.try_set(Some(list.counts));
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let items = Memo::new(move |_| {
        let pages = list.pages.get().and_then(Result::ok).unwrap_or_default();
        pages.iter().flat_map(|page| page.items.clone()).collect::<Vec<Environment>>()
    });
    let stand = Memo::new(move |_| match list.pages.get() {
        None => Stand::Asked,
        Some(Err(failure)) => Stand::Failed(failure),
        Some(Ok(_)) => items.with(|items| stand(items, &query.get())),
    });
    let first_visit = Memo::new(move |_| stand.with(|stand| *stand == Stand::FirstVisit));
    let found = move || match stand.get() {
        Stand::Asked => table::shape(),
        Stand::Failed(failure) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Stand::FirstVisit => first_visit::show(items),
        Stand::Nothing(words) => nothing(words),
        Stand::Some => {
            let total = move || counts.get().map(|counts| counts.of(query.get().filter)).unwrap_or_default();
            table::show(items, query, Signal::derive(total), Callback::new(move |()| list.more()))
        }
    };
    view! {
        <header class="head"><div><Heading text=text::TITLE /> <p class="sub">{summary(first_visit)}</p></div></header>
        {controls(query, counts)}
        {found}
        <p class="more">{list.more_button()}</p>
    }
    .into_any()
}

fn summary(first_visit: Memo<bool>) -> AnyView {
    let session = use_session();
    let now = use_now();
    let count = move || {
        let workspace = session.workspace()?;
        Some(if first_visit.get() {
            text::first_summary(workspace.environments)
        } else {
            text::summary(workspace.environments, workspace.with_image)
        })
    };
    let saved = move || {
        let savings = session.workspace()?.savings;
        let day = dates::short_day(dates::parse(savings.since.as_ref()?)?, now.get_untracked());
        Some(
            view! { {text::reused(&day, savings.builds)} <strong>{words::duration(savings.time)}</strong> {text::NOT_BUILT} },
        )
    };
    view! { {count} {live_if(saved)} }.into_any()
}

/// How the list stands.
#[derive(Clone, PartialEq)]
enum Stand {
    Asked,
    Failed(Failure),
    FirstVisit,
    Nothing(String),
    Some,
}

fn stand(items: &[Environment], query: &EnvironmentQuery) -> Stand {
    let everything = query.search.is_empty() && query.label.is_empty() && query.filter == EnvironmentFilter::All;
    if everything && items.iter().all(|item| item.r#type == EnvironmentType::Curated) {
        Stand::FirstVisit
    } else if items.is_empty() {
        Stand::Nothing(text::nothing_found(&format!("{} {}", query.label, query.search), query.filter))
    } else {
        Stand::Some
    }
}

fn nothing(words: String) -> AnyView {
    let all = Route::Environments(EnvironmentQuery::default()).to_string();
    view! { <div class="empty"><p class="strong">{words}</p> <a class="btn" href=all>{text::CLEAR}</a></div> }
        .into_any()
}

fn controls(query: Memo<EnvironmentQuery>, counts: RwSignal<Option<FilterCounts>>) -> AnyView {
    let navigate = use_navigate();
    let search = move |search: String| {
        let to = Route::Environments(EnvironmentQuery { search, ..query.get_untracked() });
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let chips: Vec<AnyView> = FILTERS
        .iter()
        .map(|&(filter, _)| {
            let href = move || Route::Environments(EnvironmentQuery { filter, ..query.get() }).to_string();
            let current = move || (query.get().filter == filter).then_some("true");
            let count = move || counts.get().map(|counts| counts.of(filter));
            view! {
                <a class="chip" href=href aria-current=current>
                    {text::filter(filter)} " " <span class="count">{count}</span>
                </a>
            }
            .into_any()
        })
        .collect();
    let label = move || {
        let EnvironmentQuery { label, .. } = query.get();
        let any = Route::Environments(EnvironmentQuery { label: String::new(), ..query.get() }).to_string();
        (!label.is_empty()).then(|| {
            view! {
                <a class="chip" href=any aria-current="true" title=text::without_label(&label)>
                    {label.clone()} {small_icon(Icon::Close)}
                </a>
            }
        })
    };
    view! {
        <div class="controls">
            <SearchField
                label=text::SEARCH
                value=Signal::derive(move || query.get().search)
                change=Callback::new(search)
            />
            <nav class="chips" aria-label=text::FILTER>{chips} {label}</nav>
        </div>
    }
    .into_any()
}
