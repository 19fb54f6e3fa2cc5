//! The button that copies a link to the draft.

use super::text;
use crate::{
    browser::{output, page},
    reactive::pressed,
    routes::Route,
    state::{draft::Draft, shortcuts::use_action, toasts::use_toasts},
    ui::{Icon, small_icon},
};
use definition::secrets;
use leptos::{prelude::*, task::spawn_local};

/// Copies a link to the draft, unless the draft holds a credential.
#[component]
pub fn LinkButton(draft: Draft) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move || {
        let places = draft.definition().with_untracked(secrets);
        if !places.is_empty() {
            return toasts.failed(text::link_refused(&places));
        }
        let content = untrack(|| draft.content());
        let link = format!("{}{}#{}", page::origin(), Route::Draft, content.to_fragment());
        spawn_local(async move {
            match output::copy(&link).await {
                Ok(()) => toasts.done(text::LINK_COPIED),
                Err(reason) => toasts.failed(reason),
            }
        });
    };
    use_action(text::LINK_KEY, copy);
    view! { <button class="btn" type="button" on:click=pressed(copy)>{small_icon(Icon::Link)} {text::LINK}</button> }
}
