//! Short messages about what was just done.

use super::{Icon, icon, small_icon};
use crate::state::toasts::{Mood, Toast, use_toasts};
use leptos::prelude::*;

/// The messages, read out as they come. Each dialog shows them, too: nothing outside can be reached while it is open.
#[component]
pub fn Messages() -> impl IntoView {
    let toasts = use_toasts();
    let show = move |toast: Toast| {
        let (class, sign) = match toast.mood {
            Mood::Done => ("note good", Icon::Check),
            Mood::Failed => ("note bad", Icon::Cross),
        };
        view! {
            <div class=class>
                {icon(sign)} <span>{toast.text}</span>
                {toast.undo.map(|undo| view! {
                    <button class="btn small" type="button" on:click=move |_| {
                        toasts.close(toast.id);
                        undo.run(());
                    }>"Undo"</button>
                })}
                <button
                    class="icon-btn"
                    type="button"
                    aria-label="Close this message"
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
