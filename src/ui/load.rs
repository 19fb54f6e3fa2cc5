//! What is shown while something is asked for, when it is there, and when it is not.

use super::{Tone, note, words};
use crate::api::{Asked, Failure};
use leptos::prelude::*;

/// The shape of the page until the answer is there, then the answer. While it is asked for again the old one stays, and
/// an equal answer changes nothing.
pub fn load<T: Clone + Send + Sync + 'static>(
    asked: Asked<T>,
    shape: fn() -> AnyView,
    show: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    (move || match asked.get() {
        None => view! { <div class="shape" aria-busy="true">{shape()}</div> }.into_any(),
        Some(Ok(answer)) => show(&answer),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| asked.again())),
    })
    .into_any()
}

const ELSEWHERE: &str = "The address may be mistyped, or it is one of another workspace";

/// What failed and a way to ask again.
pub fn problem(failure: &Failure, retry: Callback<()>) -> AnyView {
    let help = failure.help.clone().or_else(|| failure.is_not_found().then(|| ELSEWHERE.into()));
    let again = (!failure.is_not_found()).then(
        || view! { <button class="btn small" type="button" on:click=move |_| retry.run(())>"Ask again"</button> },
    );
    note(Tone::Bad, words::sentence(&failure.message), view! { <p>{help}</p> {again} })
}
