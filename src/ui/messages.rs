//! The list of short messages.

use super::{Icon, icon, small_icon};
use crate::state::toasts::{Outcome, Toast, use_toasts};
use leptos::prelude::*;

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
