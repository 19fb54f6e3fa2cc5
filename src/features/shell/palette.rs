//! The palette, fetched when it is first opened.

use super::PaletteOpen;
use crate::{chunks, reactive::live_if};
use leptos::prelude::*;

/// What finds places and does things, while it is open.
#[component]
pub fn Palette() -> impl IntoView {
    let PaletteOpen(open) = expect_context();
    live_if(move || open.get().then(|| chunks::palette(Callback::new(move |()| open.set(false)))))
}
