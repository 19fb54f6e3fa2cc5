//! The environments of the workspace.

mod first_visit;
mod table;
mod text;

use crate::{
    api::{self, Failure},
    browser::dates,
    components::listing::{Page, empty, listing, placeholder},
    reactive::{live, live_if, memo},
    routes::{EnvironmentQuery, FILTERS, Route, use_route},
    state::{changes::use_changes, clock::use_now, handover::open_editor_on_drop, session::use_session},
    titles,
    ui::{Heading, Icon, SearchField, small_icon, words},
};
use ::api::{Environment, EnvironmentFilter, EnvironmentType, FilterCounts, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn page() -> AnyView {
    open_editor_on_drop();
    let route = use_route();
    let query = memo(move || match route.get() {
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
    let items = list.items();
    let content = memo(move || match list.result() {
        None => Content::Loading,
        Some(Err(failure)) => Content::Failed(failure),
        Some(Ok(items)) => content(&items, &query.get()),
    });
    let first_visit = memo(move || content.with(|content| *content == Content::FirstVisit));
    let shown = move || match content.get() {
        Content::Loading => placeholder(8),
        Content::Failed(failure) => list.problem(&failure),
        Content::FirstVisit => first_visit::panel(items),
        Content::Nothing(title) => nothing(title),
        Content::Table => {
            let total = move || counts.get().map(|counts| counts.of(query.get().filter)).unwrap_or_default();
            table::table(items, query, Signal::derive(total), Callback::new(move |()| list.load_more()))
        }
    };
    view! {
        <header class="head">
            <div><Heading text=titles::ENVIRONMENTS /> <p class="sub">{summary(first_visit)}</p></div>
        </header>
        {controls(query, counts)}
        {live(shown)}
        {list.more_button()}
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
        Some(view! { ". " {text::reused(&day, savings.builds)} " " <strong>{words::duration(savings.time)}</strong> })
    };
    view! { {live(count)} {live_if(saved)} }.into_any()
}

/// What is in the place of the list. The table stays while its items change.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    Loading,
    Failed(Failure),
    FirstVisit,
    /// With the title that says so.
    Nothing(String),
    Table,
}

fn content(items: &[Environment], query: &EnvironmentQuery) -> Content {
    let is_everything = query.search.is_empty() && query.label.is_empty() && query.filter == EnvironmentFilter::All;
    if is_everything && items.iter().all(|item| item.r#type == EnvironmentType::Curated) {
        Content::FirstVisit
    } else if items.is_empty() {
        Content::Nothing(text::nothing_found(&format!("{} {}", query.label, query.search), query.filter))
    } else {
        Content::Table
    }
}

fn nothing(title: String) -> AnyView {
    let all = Route::Environments(EnvironmentQuery::default()).to_string();
    empty(title, view! { <a class="btn" href=all>{text::SHOW_ALL}</a> })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_without_environments_of_its_own_shows_how_to_start() {
        let everything = EnvironmentQuery::default();
        assert_eq!(content(&[], &everything), Content::FirstVisit);
    }

    #[test]
    fn a_search_without_results_says_so() {
        let query = EnvironmentQuery { search: "torch".into(), ..EnvironmentQuery::default() };
        assert_eq!(content(&[], &query), Content::Nothing("No environment matches \u{201c}torch\u{201d}".into()));
        let query = EnvironmentQuery { filter: EnvironmentFilter::Archived, ..EnvironmentQuery::default() };
        assert_eq!(content(&[], &query), Content::Nothing("No environment is archived".into()));
    }
}
