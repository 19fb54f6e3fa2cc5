//! The packages of the image, and their drift.

use super::text;
use crate::api::Query;
use crate::{
    api::{self, use_query_if},
    components::locked_packages::locked_packages,
    reactive::live,
    ui::problem,
};
use ::api::Image;
use leptos::prelude::*;

pub fn title(image: Query<Image>) -> String {
    match image.get() {
        Some(Ok(image)) => text::as_built(image.lock.len()),
        _ => text::AS_BUILT.into(),
    }
}

/// The indexes are checked only when the packages are shown.
pub fn show(image: Query<Image>) -> AnyView {
    let drift = use_query_if(move || {
        let image = image.data().filter(|image| !image.lock.is_empty())?;
        Some(api::today(image.hash()))
    });
    live(move || match image.get() {
        Some(Ok(image)) if image.lock.is_empty() => view! { <p class="hint pad">{text::NOTHING_LOCKED}</p> }.into_any(),
        Some(Ok(image)) => {
            view! { {super::drift::head(image.lock.len(), drift)} {locked_packages(&image.lock, Some(drift))} }
                .into_any()
        }
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| image.refetch())),
        _ => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    })
}
