//! The heading of a page: it is the title of the tab, and takes the focus after navigation.

use crate::browser::page;
use leptos::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a page was shown before: the first page leaves the focus where the browser put it.
static SHOWN_BEFORE: AtomicBool = AtomicBool::new(false);

/// The `h1` of a page.
#[component]
pub fn Heading(
    /// The text, also of the tab.
    #[prop(into)]
    text: Signal<String>,
    /// What stands in the tab before the text (`62 %`), while there is something to say.
    #[prop(optional, into)]
    progress: Signal<String>,
) -> impl IntoView {
    Effect::new(move |_| {
        let (text, progress) = (text.get(), progress.get());
        let parts = [progress.as_str(), text.as_str(), "Terrarium"];
        page::set_title(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" \u{b7} "));
    });
    Effect::new(move |_| {
        if SHOWN_BEFORE.swap(true, Ordering::Relaxed) {
            page::focus("h1");
        }
    });
    view! { <h1 tabindex="-1">{text}</h1> }
}
