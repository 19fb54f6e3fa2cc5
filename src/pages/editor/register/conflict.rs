//! Two people registered at the same time: who was first, what differs, and registering again as the next version.

use super::NameState;
use crate::{
    api,
    browser::dates,
    components::{preview::differences, versions::reference_of},
    pages::editor::text,
    reactive::{live_if, pressed},
    routes::{Route, VersionTab},
    state::{clock::use_now, draft::Draft},
    ui::{Tone, note},
};
use ::api::VersionReference;
use definition::{Canonical, Comparison, Definition, canonical, compare};
use leptos::prelude::*;

#[component]
pub fn Conflict(
    draft: Draft,
    /// The version that somebody else registered first.
    first: VersionReference,
    name: Memo<NameState>,
    /// Registers the draft as the next version.
    register_again: Callback<()>,
) -> impl IntoView {
    let now = use_now();
    let requested = first.clone();
    let theirs = LocalResource::new(move || {
        let requested = requested.clone();
        async move { api::version(&requested).await }
    });
    let next = move || name.with(NameState::next).filter(|next| *next != first.version);
    live_if(move || {
        let theirs = theirs.get()?.ok()?;
        let reference = reference_of(&theirs);
        let ago = dates::parse(&theirs.registered_at).map(|time| dates::relative(time, now.get())).unwrap_or_default();
        let comparison = Definition::from_json(&theirs.definition)
            .ok()
            .and_then(|definition| canonical(&definition).ok())
            .and_then(|theirs| compared(draft, &theirs));
        let differs = comparison.map(|comparison| {
            if comparison.is_same() {
                view! { <p>{text::CONFLICT_SAME}</p> }.into_any()
            } else {
                view! { <p>{text::CONFLICT_DIFFERS}</p> <ul class="facts">{differences(&comparison)}</ul> }.into_any()
            }
        });
        let route = Route::Version { reference: reference.clone(), tab: VersionTab::default() };
        let title = text::registered_by(&reference, &theirs.registered_by, &ago);
        let again = next().map(|next| view! {
            <button class="btn small" type="button" on:click=pressed(move || register_again.run(()))>{text::register_after(&next)}</button>
        });
        let body = view! {
            {differs}
            <p class="acts">{again} <a class="btn small bare" href=route.to_string()>{text::OPEN_VERSION}</a></p>
        };
        Some(note(Tone::Warn, title, body))
    })
}

fn compared(draft: Draft, theirs: &Canonical) -> Option<Comparison> {
    draft.canonical().with(|mine| mine.as_ref().ok().map(|mine| compare(theirs, mine)))
}
