//! Where the focus is. It is never lost: when the focused element is removed, what takes its place gets the focus.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

/// Scrolls the first element of a selector into view.
pub fn bring_into_view(selector: &str) {
    if let Some(element) = document().query_selector(selector).ok().flatten() {
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Focuses the first element of a selector.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot be focused leaves the focus where it is.
        let _ = element.focus();
    }
}

/// Opens the first `details` of a selector and focuses its summary.
pub fn unfold(selector: &str) {
    if let Some(details) = document().query_selector(selector).ok().flatten() {
        // A valid attribute name cannot fail.
        let _ = details.set_attribute("open", "");
        focus(&format!("{selector} > summary"));
    }
}

/// As [`focus`], after the next frame and only when the focus is lost.
pub fn focus_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        if is_focus_lost() {
            focus(selector);
        }
    });
}

/// As [`focus`], after the heading of a new page has taken it.
pub fn focus_after_heading(selector: &'static str) {
    request_animation_frame(move || request_animation_frame(move || focus(selector)));
}

/// Whether nothing is focused, because the focused element was removed.
pub fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

const FOCUSABLE: &str = "a[href], button, input, select, textarea, summary, [tabindex]";

/// The focused element and its place in the document.
struct Focused {
    element: HtmlElement,
    /// Its ancestors from the inside out, each with the index of the child.
    places: Vec<(Element, u32)>,
}

impl Focused {
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

    /// The focusable element nearest to its place; directly in the page, the heading.
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

/// Restores a lost focus while the current owner lives.
pub fn restore_lost() {
    let focused = StoredValue::new_local(None::<Focused>);
    let on_focus = window_event_listener(ev::focusin, move |event| {
        let element = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        focused.set_value(element.map(Focused::of));
    });
    let is_gone =
        move || focused.with_value(|focused| focused.as_ref().is_some_and(|focused| !focused.element.is_connected()));
    // An element that still exists lost the focus on purpose.
    let on_blur = window_event_listener(ev::focusout, move |_| {
        request_animation_frame(move || {
            if is_focus_lost() && !is_gone() {
                focused.set_value(None);
            }
        });
    });
    let restore = move || {
        let successor = focused.with_value(|focused| focused.as_ref()?.successor());
        if let Some(element) = successor.filter(|_| is_focus_lost()) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            // An element that cannot be focused leaves the focus where it is.
            let _ = element.focus_with_options(&options);
        }
    };
    let changed = Closure::<dyn Fn()>::new(move || {
        if is_gone() {
            // The code that removed the element may set the focus itself first.
            request_animation_frame(move || request_animation_frame(restore));
        }
    });
    let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else { return };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    // A page without a body has nothing that could have the focus.
    let _ = document().body().map(|body| observer.observe_with_options(&body, &options));
    let watching = StoredValue::new_local((observer, changed));
    on_cleanup(move || {
        watching.with_value(|(observer, _)| observer.disconnect());
        on_focus.remove();
        on_blur.remove();
    });
}
