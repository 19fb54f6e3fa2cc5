//! A modal dialog on the browser's own: it keeps the focus, closes with Escape and gives the focus back.

use super::{Icon, Messages, small_icon};
use crate::browser::dialog;
use leptos::{html, prelude::*};

/// A modal dialog.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// What happens when somebody closes it.
    close: Callback<()>,
    /// What stands at its foot, mostly buttons; made when it opens.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// What is in it; made when it opens.
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
