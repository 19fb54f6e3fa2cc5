//! The last change that was offered and taken: what it did, and the way back while nothing else was changed after it.

use super::text;
use crate::reactive::{effect, live_if, pressed};
use crate::{
    browser::page,
    state::{draft::Draft, shortcuts::use_shortcut},
    ui::{Icon, icon},
};
use leptos::prelude::*;

/// What was done, with the button that undoes it. What offers a change goes with it, so the focus comes here.
#[component]
pub fn ChangeNote(
    /// What was changed.
    draft: Draft,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let undo = move || {
        draft.undo_change();
        said.set(text::UNDONE.into());
        page::keep_focus("#changes");
    };
    effect(move || {
        if let Some(done) = draft.changed.get() {
            said.set(text::changed(&done));
            page::keep_focus("#undo-change");
        }
    });
    let note = live_if(move || {
        let done = draft.changed.get()?;
        use_shortcut("u", text::UNDO_KEY, undo);
        Some(view! {
            <div class="change">
                {icon(Icon::Check)} <p>{text::changed(&done)}</p>
                <button class="btn small" id="undo-change" type="button" on:click=pressed(undo)>{text::UNDO}</button>
            </div>
        })
    });
    view! {
        <div class="changes" id="changes" tabindex="-1">{note} <p class="vh" role="status">{said}</p></div>
    }
}
