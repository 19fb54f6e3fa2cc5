//! What stands in the way of a draft besides its verdict.

use super::text;
use crate::reactive::{live_if, memo};
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
    let places = memo(move || draft.definition.with(secrets));
    live_if(move || {
        let places = places.get();
        (!places.is_empty()).then(|| {
            let help = format!("{}{}", text::SECRET_HELP, words::list(&places));
            note(Tone::Bad, text::SECRET, view! { <p>{help}</p> })
        })
    })
}
