//! The last suggestion that was applied, with a button that undoes it while nothing else was changed.

use super::text;
use crate::{
    browser::focus,
    reactive::{effect, live_if, pressed},
    state::{
        draft::{Draft, Edit},
        shortcuts::use_shortcut,
    },
    ui::{Icon, icon},
};
use leptos::prelude::*;

/// The suggestion disappears when it is applied, so the focus moves here.
#[component]
pub fn ChangeNote(draft: Draft) -> impl IntoView {
    let announced = RwSignal::new(String::new());
    let undo = move || {
        draft.apply(Edit::UndoSuggestion);
        announced.set(text::UNDONE.into());
        focus::focus_if_lost("#changes");
    };
    effect(move || {
        if let Some(done) = draft.applied_suggestion().get() {
            announced.set(text::changed(&done));
            focus::focus_if_lost("#undo-change");
        }
    });
    let note = live_if(move || {
        let done = draft.applied_suggestion().get()?;
        use_shortcut("u", text::UNDO_KEY, undo);
        Some(view! {
            <div class="change">
                {icon(Icon::Check)} <p>{text::changed(&done)}</p>
                <button class="btn small" id="undo-change" type="button" on:click=pressed(undo)>{text::UNDO}</button>
            </div>
        })
    });
    view! {
        <div class="changes" id="changes" tabindex="-1">{note} <p class="vh" role="status">{announced}</p></div>
    }
}
