//! The focus is never lost: when what has it goes, what comes to its place gets it.

use super::page;
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

const FOCUSABLE: &str = "a[href], button, input, select, textarea, summary, [tabindex]";

/// What has the focus, and where it stands.
struct Held {
    element: HtmlElement,
    /// From the inside out: what it stands in, and as which child.
    places: Vec<(Element, u32)>,
}

impl Held {
    fn of(element: HtmlElement) -> Self {
        let mut places = Vec::new();
        let mut inner: Element = element.clone().into();
        while let Some(outer) = inner.parent_element() {
            let mut at = 0;
            let mut before = inner.previous_element_sibling();
            while let Some(sibling) = before {
                at += 1;
                before = sibling.previous_element_sibling();
            }
            places.push((outer.clone(), at));
            inner = outer;
        }
        Self { element, places }
    }

    /// What is nearest to where it stood and can have the focus; on the page as a whole, its heading.
    fn successor(&self) -> Option<HtmlElement> {
        self.places.iter().filter(|(place, _)| place.is_connected()).find_map(|(place, at)| {
            if matches!(place.tag_name().as_str(), "MAIN" | "BODY") {
                return document().query_selector("h1").ok().flatten()?.dyn_into().ok();
            }
            let children = place.children();
            let child = children.item((*at).min(children.length().saturating_sub(1)));
            child.as_ref().and_then(first).or_else(|| first(place))
        })
    }
}

fn first(place: &Element) -> Option<HtmlElement> {
    let focusable = |element: Element| element.dyn_into::<HtmlElement>().ok().filter(|it| it.offset_width() > 0);
    if place.matches(FOCUSABLE).unwrap_or(false) {
        return focusable(place.clone());
    }
    let found = place.query_selector_all(FOCUSABLE).ok()?;
    (0..found.length()).find_map(|at| focusable(found.item(at)?.dyn_into().ok()?))
}

/// Watches over the focus as long as the current owner lives.
pub fn keep() {
    let held = StoredValue::new_local(None::<Held>);
    let came = window_event_listener(ev::focusin, move |event| {
        let element = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        held.set_value(element.map(Held::of));
    });
    let is_gone = move || held.with_value(|held| held.as_ref().is_some_and(|held| !held.element.is_connected()));
    // What is still there gave the focus away by itself.
    let went = window_event_listener(ev::focusout, move |_| {
        request_animation_frame(move || {
            if page::is_focus_lost() && !is_gone() {
                held.set_value(None);
            }
        });
    });
    let give = move || {
        let successor = held.with_value(|held| held.as_ref()?.successor());
        if let Some(element) = successor.filter(|_| page::is_focus_lost()) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            // An element that cannot have the focus leaves it where it is.
            let _ = element.focus_with_options(&options);
        }
    };
    let changed = Closure::<dyn Fn()>::new(move || {
        if is_gone() {
            // Whoever took it away goes first in saying where the focus is then.
            request_animation_frame(move || request_animation_frame(give));
        }
    });
    let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else { return };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    // A page without a body has nothing that could have the focus.
    let _ = document().body().map(|body| observer.observe_with_options(&body, &what));
    let watching = StoredValue::new_local((observer, changed));
    on_cleanup(move || {
        watching.with_value(|(observer, _)| observer.disconnect());
        came.remove();
        went.remove();
    });
}
