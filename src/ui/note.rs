//! Notes, and what is shown while something is loading or when it cannot be loaded.

use super::{Icon, icon, words};
use crate::api::{Failure, Query};
use leptos::prelude::*;

const TRY_AGAIN: &str = "Try again";
const NOT_FOUND_HELP: &str = "The address may be mistyped, or belong to another workspace";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Warn,
    Bad,
}

pub fn note(tone: Tone, title: impl Into<String>, body: impl IntoView + 'static) -> AnyView {
    let (class, symbol) = match tone {
        Tone::Info => ("note info", Icon::Info),
        Tone::Warn => ("note warn", Icon::Warning),
        Tone::Bad => ("note bad", Icon::Cross),
    };
    let role = if tone == Tone::Bad { "alert" } else { "note" };
    view! {
        <div class=class role=role>
            {icon(symbol)}
            <div class="note-text"><strong>{title.into()}</strong> {body.into_any()}</div>
        </div>
    }
    .into_any()
}

/// A placeholder until there is a response, then the response. It stays while it is loaded again.
pub fn load<T: Clone + Send + Sync + 'static>(
    query: Query<T>,
    placeholder: fn() -> AnyView,
    show: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    (move || match query.get() {
        None => view! { <div class="shape" aria-busy="true">{placeholder()}</div> }.into_any(),
        Some(Ok(data)) => show(&data),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| query.refetch())),
    })
    .into_any()
}

/// Why something could not be loaded, with a button that tries again unless it does not exist.
pub fn problem(failure: &Failure, retry: Callback<()>) -> AnyView {
    let help = failure.help.clone().or_else(|| failure.is_not_found().then(|| NOT_FOUND_HELP.into()));
    let retry_button = (!failure.is_not_found()).then(
        || view! { <button class="btn small" type="button" on:click=move |_| retry.run(())>{TRY_AGAIN}</button> },
    );
    note(Tone::Bad, words::sentence(&failure.message), view! { <p>{help}</p> {retry_button} })
}
