//! Short messages about what was just done.

use super::text;
use crate::{
    state::toasts::{Mood, Toast, use_toasts},
    ui::{Icon, icon, small_icon},
};
use leptos::prelude::*;

/// The messages, read out as they come.
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
                    }>{text::UNDO}</button>
                })}
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=text::CLOSE_MESSAGE
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
