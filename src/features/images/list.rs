//! All images: what they take, what they saved, who uses them.

use super::{free, lost, table, text};
use crate::{
    api::{self, Failure},
    browser::dates,
    features::{
        rebuild::{self, Wish},
        shared::{Page, listing},
    },
    reactive::{live, live_if, memo, pressed},
    routes::{ImageQuery, Route, use_route},
    state::{changes::use_changes, clock::use_now, session::use_session, shortcuts::use_action},
    ui::{Heading, Icon, SearchField, icon, problem},
};
use ::api::{Image, ImageFilter, ImageList, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The page.
pub fn page() -> AnyView {
    let route = use_route();
    let query = memo(move || match route.get() {
        Route::Images(query) => query,
        _ => ImageQuery::default(),
    });
    let changed = use_changes().watch(|event| {
        matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Environment(_) | WorkspaceEvent::Everything)
    });
    let sums = RwSignal::new(Sums::default());
    let key = Signal::derive(move || (query.get(), changed.get(), sums));
    let list = listing(key, |(query, _, sums), cursor| {
        Box::pin(async move {
            let list = api::images(&query, cursor).await?;
            sums.try_update(|sums| sums.take(query.filter, &list));
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let items = memo(move || {
        let pages = list.pages.get().and_then(Result::ok).unwrap_or_default();
        pages.iter().flat_map(|page| page.items.clone()).collect::<Vec<Image>>()
    });
    let stand = memo(move || match list.pages.get() {
        None => Stand::Asked,
        Some(Err(failure)) => Stand::Failed(failure),
        Some(Ok(_)) if items.with(Vec::is_empty) => Stand::Nothing(query.get()),
        Some(Ok(_)) if query.get().filter == ImageFilter::Lost => Stand::Lost(items.get()),
        Some(Ok(_)) => Stand::Some,
    });
    let wish = RwSignal::new(None::<Wish>);
    let freeing = RwSignal::new(false);
    use_action(text::FREE_KEY, move || freeing.set(true));
    let found = move || match stand.get() {
        Stand::Asked => table::shape(),
        Stand::Failed(failure) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Stand::Nothing(query) => nothing(&query),
        Stand::Lost(images) => lost::show(&images),
        Stand::Some => {
            let total = Signal::derive(move || sums.get().there);
            table::show(items, query, total, wish, Callback::new(move |()| list.more()))
        }
    };
    view! {
        <header class="head">
            <div><Heading text=text::TITLE /> <p class="sub">{summary(sums)}</p></div>
            <div class="acts">
                <button class="btn" type="button" on:click=pressed(move || freeing.set(true))>
                    {icon(Icon::Trash)} {text::FREE}
                </button>
            </div>
        </header>
        {controls(query, sums)}
        {live(found)}
        <p class="more">{list.more_button()}</p>
        {rebuild::dialog(wish)}
        {free::dialog(freeing)}
    }
    .into_any()
}

/// How the list stands.
#[derive(Clone, PartialEq)]
enum Stand {
    Asked,
    Failed(Failure),
    Nothing(ImageQuery),
    Lost(Vec<Image>),
    Some,
}

/// What the last answer said of all images.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// How many that match are there.
    there: u32,
    /// How many that match are gone.
    lost: u32,
    /// The room that all images take.
    size: Option<u64>,
}

impl Sums {
    fn take(&mut self, filter: ImageFilter, list: &ImageList) {
        if filter == ImageFilter::Cached {
            self.there = list.total;
        }
        self.lost = list.lost;
        self.size = list.size.or(self.size);
    }
}

fn summary(sums: RwSignal<Sums>) -> AnyView {
    let session = use_session();
    let now = use_now();
    let saved = move || {
        let savings = session.workspace()?.savings;
        let since = dates::parse(savings.since.as_ref()?)?;
        let day = dates::short_day(since, now.get_untracked());
        Some(view! { {text::since(&day)} <strong>{text::saved(&savings)}</strong> })
    };
    let all = move || {
        let images = session.workspace().map_or(sums.get().there, |workspace| workspace.images);
        text::summary(images, sums.get().size)
    };
    view! { {live(all)} {live_if(saved)} }.into_any()
}

fn nothing(query: &ImageQuery) -> AnyView {
    let search = &query.search;
    if query.filter == ImageFilter::Lost && search.is_empty() {
        return view! { <div class="empty"><p class="strong">{text::NONE_LOST}</p></div> }.into_any();
    }
    if search.is_empty() {
        let start = Route::New { from: None }.to_string();
        return view! {
            <div class="empty">
                <p class="strong">{text::NONE_YET}</p> <p class="soft">{text::NONE_HELP}</p>
                <a class="btn main-act" href=start>{icon(Icon::Plus)} {text::START}</a>
            </div>
        }
        .into_any();
    }
    let all = Route::Images(ImageQuery::default()).to_string();
    view! {
        <div class="empty">
            <p class="strong">{text::nothing_found(search)}</p> <a class="btn" href=all>{text::CLEAR}</a>
        </div>
    }
    .into_any()
}

fn controls(query: Memo<ImageQuery>, sums: RwSignal<Sums>) -> AnyView {
    let navigate = use_navigate();
    let search = move |search: String| {
        let to = Route::Images(ImageQuery { search, ..query.get_untracked() });
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    // The other list is of interest once it is not empty.
    let chips = move || {
        let lost = sums.get().lost;
        (lost > 0 || query.get().filter == ImageFilter::Lost).then(|| {
            let there = (query.get().filter == ImageFilter::Cached).then_some(sums.get().there);
            view! {
                <nav class="chips" aria-label=text::FILTER>
                    {chip(query, ImageFilter::Cached, there)} {chip(query, ImageFilter::Lost, Some(lost))}
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
