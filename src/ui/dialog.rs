//! A modal dialog of the browser: it keeps the focus inside, closes with Escape and restores the focus.

use super::{Icon, Messages, small_icon};
use crate::browser::dialog;
use leptos::{html, prelude::*};

#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    close: Callback<()>,
    /// Mostly buttons; rendered while it is open.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// Rendered while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            dialog::set_open(&element, open.get());
        }
    });
    view! {
        <dialog class="dialog" node_ref=element aria-label=title on:close=move |_| close.run(())>
            <header>
                <h2>{title}</h2>
                <button class="icon-btn" type="button" aria-label="Close" on:click=move |_| close.run(())>
                    {small_icon(Icon::Close)}
                </button>
            </header>
            <div class="body">{move || open.get().then(|| children())}</div>
            {move || foot.clone().filter(|_| open.get()).map(|foot| view! { <footer>{foot.run()}</footer> })}
            {move || open.get().then(|| view! { <Messages /> })}
        </dialog>
    }
}
