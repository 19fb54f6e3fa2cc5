//! The heading of a page. It is also the title of the tab and gets the focus after a navigation.

use crate::browser::{focus, page};
use leptos::prelude::*;
use std::{cell::RefCell, mem};

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last::None) };
}

/// The page of the last heading.
enum Last {
    None,
    /// The page that the browser loaded. It leaves the focus where the browser put it.
    First(String),
    /// A page that was opened from another one.
    Other(String),
}

/// The `h1` of a page.
#[component]
pub fn Heading(
    #[prop(into)] text: Signal<String>,
    /// Shown in the tab before the text (`62 %`); empty for nothing.
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
            focus::focus("h1");
        }
    });
    view! { <h1 tabindex="-1">{text}</h1> }
}

/// Whether the heading that appears now gets the focus. One that replaces the placeholder of the same page only gets it when
/// it is lost.
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
            focus::is_focus_lost()
        }
        Last::First(_) | Last::Other(_) => {
            *last = Last::Other(here);
            true
        }
    })
}
