//! All images: their size, what they saved, and who uses them.

mod free;
mod table;
mod text;

use crate::{
    api::{self, Failure},
    browser::dates,
    components::{
        listing::{Page, empty, listing, placeholder},
        rebuild::{self, RebuildRequest},
    },
    reactive::{live, live_if, memo, pressed},
    routes::{ImageQuery, Route, use_route},
    state::{changes::use_changes, clock::use_now, session::use_session, shortcuts::use_action},
    titles,
    ui::{Heading, Icon, SearchField, icon},
};
use ::api::{Image, ImageFilter, ImageList, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn page() -> AnyView {
    let route = use_route();
    let query = memo(move || match route.get() {
        Route::Images(query) => query,
        _ => ImageQuery::default(),
    });
    let changed = use_changes().watch(|event| {
        matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Environment(_) | WorkspaceEvent::Everything)
    });
    let totals = RwSignal::new(Totals::default());
    let key = Signal::derive(move || (query.get(), changed.get(), totals));
    let list = listing(key, |(query, _, totals), cursor| {
        Box::pin(async move {
            let list = api::images(&query, cursor).await?;
            totals.try_update(|totals| totals.update(query.filter, &list));
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let items = list.items();
    let content = memo(move || match list.result() {
        None => Content::Loading,
        Some(Err(failure)) => Content::Failed(failure),
        Some(Ok(items)) if items.is_empty() => Content::Nothing(query.get()),
        Some(Ok(items)) if query.get().filter == ImageFilter::Lost => Content::Lost(items),
        Some(Ok(_)) => Content::Table,
    });
    let rebuilding = RwSignal::new(None::<RebuildRequest>);
    let freeing = RwSignal::new(false);
    use_action(text::FREE_KEY, move || freeing.set(true));
    let shown = move || match content.get() {
        Content::Loading => placeholder(8),
        Content::Failed(failure) => list.problem(&failure),
        Content::Nothing(query) => nothing(&query),
        Content::Lost(images) => table::lost_list(&images),
        Content::Table => {
            let total = Signal::derive(move || totals.get().cached);
            table::table(items, query, total, rebuilding, Callback::new(move |()| list.load_more()))
        }
    };
    view! {
        <header class="head">
            <div><Heading text=titles::IMAGES /> <p class="sub">{summary(totals)}</p></div>
            <div class="acts">
                <button class="btn" type="button" on:click=pressed(move || freeing.set(true))>
                    {icon(Icon::Trash)} {text::FREE}
                </button>
            </div>
        </header>
        {controls(query, totals)}
        {live(shown)}
        {list.more_button()}
        {rebuild::dialog(rebuilding)}
        {free::dialog(freeing)}
    }
    .into_any()
}

/// What is in the place of the list. The table stays while its items change.
#[derive(Clone, PartialEq)]
enum Content {
    Loading,
    Failed(Failure),
    Nothing(ImageQuery),
    Lost(Vec<Image>),
    Table,
}

/// The totals in the last response.
#[derive(Clone, Copy, Default)]
struct Totals {
    /// Matching images in the registry.
    cached: u32,
    /// Matching images that were lost.
    lost: u32,
    /// The size of all images.
    size: Option<u64>,
}

impl Totals {
    fn update(&mut self, filter: ImageFilter, list: &ImageList) {
        if filter == ImageFilter::Cached {
            self.cached = list.total;
        }
        self.lost = list.lost;
        self.size = list.size.or(self.size);
    }
}

fn summary(totals: RwSignal<Totals>) -> AnyView {
    let session = use_session();
    let now = use_now();
    let saved = move || {
        let savings = session.workspace()?.savings;
        let since = dates::parse(savings.since.as_ref()?)?;
        let day = dates::short_day(since, now.get_untracked());
        Some(view! { ". " {text::since(&day)} " " <strong>{text::saved(&savings)}</strong> })
    };
    let all = move || {
        let images = session.workspace().map_or(totals.get().cached, |workspace| workspace.images);
        text::summary(images, totals.get().size)
    };
    view! { {live(all)} {live_if(saved)} }.into_any()
}

fn nothing(query: &ImageQuery) -> AnyView {
    let search = &query.search;
    if query.filter == ImageFilter::Lost && search.is_empty() {
        return empty(text::NONE_LOST, ());
    }
    if search.is_empty() {
        let start = Route::New { from: None }.to_string();
        let body = view! {
            <p class="soft">{text::NONE_HELP}</p> <a class="btn main-act" href=start>{icon(Icon::Plus)} {text::START}</a>
        };
        return empty(text::NONE, body);
    }
    let all = Route::Images(ImageQuery::default()).to_string();
    empty(text::nothing_found(search), view! { <a class="btn" href=all>{text::SHOW_ALL}</a> })
}

fn controls(query: Memo<ImageQuery>, totals: RwSignal<Totals>) -> AnyView {
    let navigate = use_navigate();
    let search = move |search: String| {
        let to = Route::Images(ImageQuery { search, ..query.get_untracked() });
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    // The filter is shown once there are lost images.
    let chips = move || {
        let lost = totals.get().lost;
        (lost > 0 || query.get().filter == ImageFilter::Lost).then(|| {
            let cached = (query.get().filter == ImageFilter::Cached).then_some(totals.get().cached);
            view! {
                <nav class="chips" aria-label=text::FILTER>
                    {chip(query, ImageFilter::Cached, cached)} {chip(query, ImageFilter::Lost, Some(lost))}
                </nav>
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
            {live_if(chips)}
        </div>
    }
    .into_any()
}

fn chip(query: Memo<ImageQuery>, filter: ImageFilter, count: Option<u32>) -> AnyView {
    let href = Route::Images(ImageQuery { filter, ..query.get() }).to_string();
    let current = (query.get().filter == filter).then_some("true");
    view! {
        <a class="chip" href=href aria-current=current>{text::filter(filter)} " " <span class="count">{count}</span></a>
    }
    .into_any()
}
