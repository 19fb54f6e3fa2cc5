//! The parts of the console that are fetched when they are first needed. They are reached through here alone: any other
//! reference would make them part of the first load.

#![expect(clippy::unnecessary_wraps, reason = "what fetches a chunk puts its failure into the function's own result")]

use crate::{
    api::Failure,
    components::{
        inspection,
        palette::{self, Finder},
    },
    pages::{
        activity, build, builds, compare, draft, editor, environment, health, image, images, not_found, run, runs,
        version,
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

/// A view of a chunk.
type Show<T> = fn(T) -> AnyView;

/// A chunk that is being fetched.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<Show<T>, Failure>>>>;

impl From<SplitLoaderError> for Failure {
    fn from(_: SplitLoaderError) -> Self {
        Self::not_loaded()
    }
}

/// The pages that edit a definition.
pub fn authoring(route: Route) -> AnyView {
    let title = titles::title(&route);
    let is_editor = matches!(route, Route::New { .. } | Route::Edit { .. });
    fetched(
        || Box::pin(author_chunk()),
        route,
        move || {
            if is_editor {
                keep_for_editor();
            }
            panels(&title)
        },
    )
}

/// The pages of everything that is registered.
pub fn registered(route: Route) -> AnyView {
    let title = titles::title(&route);
    fetched(|| Box::pin(registered_chunk()), route, move || panels(&title))
}

/// The content of the inspector.
pub fn inspected(inspection: Inspection) -> AnyView {
    fetched(|| Box::pin(inspect_chunk()), inspection, inspection::placeholder)
}

/// The results of the palette.
pub fn palette(finder: Finder) -> AnyView {
    fetched(|| Box::pin(palette_chunk()), finder, palette::placeholder)
}

/// A placeholder until the chunk is fetched, then its view; if it cannot be fetched, why and a button that tries again.
fn fetched<T: Clone + Send + 'static>(
    fetch: fn() -> Fetching<T>,
    input: T,
    placeholder: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let chunk = LocalResource::new(fetch);
    live(move || match chunk.get() {
        None => view! { <div class="shape" aria-busy="true">{placeholder()}</div> }.into_any(),
        Some(Ok(show)) => show(input.clone()),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| chunk.refetch())),
    })
}

/// The placeholder of a page, with its heading.
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
        Route::Draft => view! { <draft::DraftPage /> }.into_any(),
        _ => view! { <editor::EditorPage /> }.into_any(),
    })
}

#[wasm_split(registered, wasm_split_path = leptos::wasm_split, fallible)]
fn registered_chunk() -> Result<Show<Route>, Failure> {
    Ok(|route| match route {
        Route::Environment { name } => environment::page(name),
        Route::Version { reference, .. } => version::page(&reference),
        Route::Compare { .. } => compare::page(),
        Route::Builds => builds::page(),
        Route::Build { id } => build::page(id),
        Route::Runs(_) => runs::page(),
        Route::Run { id } => run::page(id),
        Route::Images(_) => images::page(),
        Route::Image { hash, .. } => image::page(hash),
        Route::Activity(_) => activity::page(),
        Route::Health => health::page(),
        _ => not_found::page(),
    })
}

#[wasm_split(inspect, wasm_split_path = leptos::wasm_split, fallible)]
fn inspect_chunk() -> Result<Show<Inspection>, Failure> {
    Ok(inspection::show)
}

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
fn palette_chunk() -> Result<Show<Finder>, Failure> {
    Ok(palette::show)
}
