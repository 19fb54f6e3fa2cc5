//! Every package in the image, as it was built, and what a build of today would make of it.

use super::{drift, text, version::AskedImage};
use crate::{
    api::{self, ask_when},
    features::shared::locked,
    reactive::live,
    ui::words,
};
use leptos::prelude::*;

/// The title of the tab.
pub fn title(image: AskedImage) -> String {
    match image.get() {
        Some(Ok(image)) => format!("As built, {}", words::count(image.lock.len(), "package", "packages")),
        _ => "As built".into(),
    }
}

/// The packages. The indexes are asked once they are shown.
pub fn show(image: AskedImage) -> AnyView {
    let today = ask_when(move || {
        let image = image.known().filter(|image| !image.lock.is_empty())?;
        Some(api::today(image.hash()))
    });
    live(move || match image.get() {
        Some(Ok(image)) if image.lock.is_empty() => view! { <p class="hint pad">{text::NOTHING_LOCKED}</p> }.into_any(),
        Some(Ok(image)) => {
            view! { {drift::head(image.lock.len(), today)} {locked(&image.lock, Some(today))} }.into_any()
        }
        Some(Err(failure)) => crate::ui::problem(&failure, Callback::new(move |()| image.again())),
        _ => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    })
}
