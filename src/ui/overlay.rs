//! What lies over a page: modal dialogs of the browser, which keep the focus inside, close with Escape and restore the focus; and
//! short messages.

use super::{Icon, icon, small_icon};
use crate::{
    browser::dialog,
    state::toasts::{Outcome, Toast, use_toasts},
};
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

const UNDO: &str = "Undo";
const CLOSE: &str = "Close this message";

/// Messages are read out when they appear. Each open dialog has this list as well, as nothing outside can be reached.
#[component]
pub fn Messages() -> impl IntoView {
    let toasts = use_toasts();
    let show = move |toast: Toast| {
        let (class, symbol) = match toast.outcome {
            Outcome::Done => ("note good", Icon::Check),
            Outcome::Failed => ("note bad", Icon::Cross),
        };
        view! {
            <div class=class>
                {icon(symbol)} <span>{toast.text}</span>
                {toast.undo.map(|undo| view! {
                    <button class="btn small" type="button" on:click=move |_| {
                        toasts.close(toast.id);
                        undo.run(());
                    }>{UNDO}</button>
                })}
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=CLOSE
                    on:click=move |_| toasts.close(toast.id)
                >
                    {small_icon(Icon::Close)}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="messages" role="status">
            <For each=move || toasts.all() key=|toast| toast.id children=show />
        </div>
    }
}
