//! Two people registered at once: who was first, what differs, and the way on.

use super::{name::NameState, text};
use crate::reactive::{live_if, pressed};
use crate::{
    api,
    browser::dates,
    features::preview::differences,
    routes::{Route, VersionTab},
    state::{clock::use_now, draft::Draft},
    ui::{Tone, note},
};
use ::api::VersionReference;
use definition::{Canonical, Comparison, Definition, canonical, compare};
use leptos::prelude::*;

/// Who was first and what differs.
#[component]
pub fn Conflict(
    /// What was to be registered.
    draft: Draft,
    /// The version that somebody else registered.
    first: VersionReference,
    /// What is known of the name.
    name: Memo<NameState>,
    /// Registers again, as the version after it.
    again: Callback<()>,
) -> impl IntoView {
    let now = use_now();
    let asked = first.clone();
    let theirs = LocalResource::new(move || {
        let asked = asked.clone();
        async move { api::version(&asked).await }
    });
    let next = move || name.with(NameState::next).filter(|next| *next != first.version);
    live_if(move || {
        let theirs = theirs.get()?.ok()?;
        let reference = VersionReference { environment: theirs.environment.clone(), version: theirs.version.clone() };
        let ago = dates::parse(&theirs.registered_at).map(|time| dates::relative(time, now.get())).unwrap_or_default();
        let comparison = Definition::from_json(&theirs.definition)
            .ok()
            .and_then(|definition| canonical(&definition).ok())
            .and_then(|theirs| compared(draft, &theirs));
        let differs = comparison.map(|comparison| {
            if comparison.is_same() {
                view! { <p>{text::FIRST_SAME}</p> }.into_any()
            } else {
                view! { <p>{text::FIRST_DIFFERS}</p> <ul class="facts">{differences(&comparison)}</ul> }.into_any()
            }
        });
        let route = Route::Version { reference: reference.clone(), tab: VersionTab::default() };
        let title = text::somebody_was_first(&reference, &theirs.registered_by, &ago);
        let again = next().map(|next| view! {
            <button class="btn small" type="button" on:click=pressed(move || again.run(()))>{text::register_after(&next)}</button>
        });
        let body = view! {
            {differs}
            <p class="acts">{again} <a class="btn small bare" href=route.to_string()>{text::OPEN_VERSION}</a></p>
        };
        Some(note(Tone::Warn, title, body))
    })
}

fn compared(draft: Draft, theirs: &Canonical) -> Option<Comparison> {
    draft.canonical.with(|mine| mine.as_ref().ok().map(|mine| compare(theirs, mine)))
}
