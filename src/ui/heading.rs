//! The heading of a page: it is the title of the tab, and takes the focus after navigation.

use crate::browser::page;
use leptos::prelude::*;
use std::{cell::RefCell, mem};

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last::None) };
}

/// The heading that was shown last.
enum Last {
    /// None yet.
    None,
    /// That of the page that the browser came to. It leaves the focus where the browser put it.
    First(String),
    /// That of a page that somebody went to from another one.
    Other(String),
}

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
        if takes_focus() {
            page::focus("h1");
        }
    });
    view! { <h1 tabindex="-1">{text}</h1> }
}

/// Whether the heading that appears now is news. That of a page which replaces its own shape only takes the focus that
/// the heading of the shape had.
fn takes_focus() -> bool {
    let here = page::path();
    LAST.with_borrow_mut(|last| match mem::replace(last, Last::None) {
        Last::None => {
            *last = Last::First(here);
            false
        }
        Last::First(before) if before == here => {
            *last = Last::First(here);
            false
        }
        Last::Other(before) if before == here => {
            *last = Last::Other(here);
            page::is_focus_lost()
        }
        Last::First(_) | Last::Other(_) => {
            *last = Last::Other(here);
            true
        }
    })
}
