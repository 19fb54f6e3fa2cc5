//! Notes at the head of the page: why the version cannot be built, or is hidden from lists.

use super::text;
use crate::{
    api,
    components::{
        action::{Action, action_button, handler},
        archive::{anonymous_note, archived_note},
        versions::reference_of,
    },
    state::toasts::use_toasts,
    ui::{Icon, Tone, note, words},
};
use ::api::Version;
use leptos::prelude::*;

pub fn show(version: &Version) -> AnyView {
    let no_hash = version.no_hash.as_deref().map(no_hash);
    let environment = version.archived.then(|| archived_note(version.environment.clone()));
    let own = version.version_archived.then(|| version_archived(version));
    view! { {no_hash} {environment} {own} {version.anonymous.then(anonymous_note)} }.into_any()
}

fn no_hash(reason: &str) -> AnyView {
    let title = text::no_hash(definition::HASH_VERSION);
    note(Tone::Warn, title, view! { <p>{words::sentence(reason)}</p> <p>{text::NO_HASH_HELP}</p> })
}

fn version_archived(version: &Version) -> AnyView {
    let (reference, toasts) = (reference_of(version), use_toasts());
    let restore = action_button(&Action {
        class: "btn small",
        icon: Icon::Archive,
        label: text::RESTORE_VERSION.into(),
        shortcut: None,
        disabled: Signal::stored(None),
        run: handler(move || {
            let reference = reference.clone();
            async move {
                api::restore_version(&reference).await?;
                toasts.done(text::VERSION_RESTORED);
                Ok(())
            }
        }),
    });
    let body = view! { <p>{text::VERSION_ARCHIVED_HELP}</p> <p class="acts">{restore}</p> };
    note(Tone::Info, text::VERSION_ARCHIVED_TITLE, body)
}
