//! The parts of the console that are fetched when they are first needed. What a chunk shows is reached through here
//! alone, or it becomes part of the first load.

#![expect(clippy::unnecessary_wraps, reason = "what fetches a chunk puts its failure into the function's own result")]

use crate::{
    api::Failure,
    features::{
        activity, author, builds, compare, health, images, inspect, not_found,
        palette::{self, Finder},
        runs, share, versions,
    },
    reactive::live,
    routes::Route,
    state::{handover::keep_for_editor, inspector::Inspection},
    titles,
    ui::{Heading, problem},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::{future::Future, pin::Pin};

/// What a chunk shows of a `T`.
type Show<T> = fn(T) -> AnyView;

/// A chunk on its way.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<Show<T>, Failure>>>>;

impl From<SplitLoaderError> for Failure {
    fn from(_: SplitLoaderError) -> Self {
        Self::not_fetched()
    }
}

/// The pages that write a definition.
pub fn authoring(route: Route) -> AnyView {
    let title = titles::title(&route);
    let edits = matches!(route, Route::New { .. } | Route::Edit { .. });
    fetched(
        || Box::pin(author_chunk()),
        route,
        move || {
            if edits {
                keep_for_editor();
            }
            panels(&title)
        },
    )
}

/// The pages that show what is registered, and its builds.
pub fn registered(route: Route) -> AnyView {
    let title = titles::title(&route);
    fetched(|| Box::pin(registered_chunk()), route, move || panels(&title))
}

/// What stands behind a block of a hash strip.
pub fn inspected(inspection: Inspection) -> AnyView {
    fetched(|| Box::pin(inspect_chunk()), inspection, inspect::shape)
}

/// What the palette finds for the words in its field.
pub fn palette(finder: Finder) -> AnyView {
    fetched(|| Box::pin(palette_chunk()), finder, palette::shape)
}

/// The shape until the chunk is there, then what it shows; when it cannot be fetched, that and a way to ask again.
fn fetched<T: Clone + Send + 'static>(
    fetch: fn() -> Fetching<T>,
    of: T,
    shape: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let chunk = LocalResource::new(fetch);
    live(move || match chunk.get() {
        None => view! { <div class="shape" aria-busy="true">{shape()}</div> }.into_any(),
        Some(Ok(show)) => show(of.clone()),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| chunk.refetch())),
    })
}

/// The shape of a page: its heading is there before the rest.
fn panels(title: &str) -> AnyView {
    view! {
        <header class="head"><div><Heading text=title.to_owned() /></div></header>
        <div class="split" aria-hidden="true"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div>
    }
    .into_any()
}

#[wasm_split(author, wasm_split_path = leptos::wasm_split, fallible)]
fn author_chunk() -> Result<Show<Route>, Failure> {
    Ok(|route| match route {
        Route::Draft => view! { <share::DraftPage /> }.into_any(),
        _ => view! { <author::EditorPage /> }.into_any(),
    })
}

#[wasm_split(registered, wasm_split_path = leptos::wasm_split, fallible)]
fn registered_chunk() -> Result<Show<Route>, Failure> {
    Ok(|route| match route {
        Route::Environment { name } => versions::environment_page(name),
        Route::Version { reference, .. } => versions::version_page(&reference),
        Route::Compare { .. } => compare::page(),
        Route::Builds => builds::list_page(),
        Route::Build { id } => builds::build_page(id),
        Route::Runs(_) => runs::list_page(),
        Route::Run { id } => runs::run_page(id),
        Route::Images(_) => images::list_page(),
        Route::Image { hash, .. } => images::image_page(hash),
        Route::Activity(_) => activity::page(),
        Route::Health => health::page(),
        _ => not_found::page(),
    })
}

#[wasm_split(inspect, wasm_split_path = leptos::wasm_split, fallible)]
fn inspect_chunk() -> Result<Show<Inspection>, Failure> {
    Ok(inspect::show)
}

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
fn palette_chunk() -> Result<Show<Finder>, Failure> {
    Ok(palette::show)
}
