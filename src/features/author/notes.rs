//! What stands in the way of a draft besides its verdict.

use super::text;
use crate::{
    state::draft::Draft,
    ui::{Tone, note, words},
};
use definition::secrets;
use leptos::prelude::*;

/// The places of a draft that hold a credential.
#[component]
pub fn SecretNote(
    /// What is edited.
    draft: Draft,
) -> impl IntoView {
    let places = Memo::new(move |_| draft.definition.with(secrets));
    move || {
        let places = places.get();
        (!places.is_empty()).then(|| {
            let help = format!("{}{}", text::SECRET_HELP, words::list(&places));
            note(Tone::Bad, text::SECRET, view! { <p>{help}</p> })
        })
    }
}
