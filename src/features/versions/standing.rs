//! What keeps an environment or a version out of lists, said on its page, with the way back.

use super::{text, version::reference};
use crate::{
    api,
    features::shared::{Act, act, archiving, doing},
    state::toasts::use_toasts,
    ui::{Icon, Tone, note, words},
};
use ::api::{Environment, Version};
use definition::HASH_VERSION;
use leptos::prelude::*;

/// What is said of an environment.
pub fn of_environment(environment: &Environment) -> AnyView {
    let archived = environment.archived.then(|| environment_archived(environment.name.clone()));
    view! { {archived} {environment.anonymous.then(anonymous)} }.into_any()
}

/// What is said of a version.
pub fn of_version(version: &Version) -> AnyView {
    let environment = version.archived.then(|| environment_archived(version.environment.clone()));
    let own = version.version_archived.then(|| version_archived(version));
    let no_hash = version.no_hash.as_deref().map(no_hash);
    view! { {no_hash} {environment} {own} {version.anonymous.then(anonymous)} }.into_any()
}

fn no_hash(reason: &str) -> AnyView {
    let title = format!("This definition has no hash under version {HASH_VERSION}, so it cannot be built");
    note(Tone::Warn, title, view! { <p>{words::sentence(reason)}</p> <p>{text::NO_HASH_HELP}</p> })
}

fn environment_archived(name: String) -> AnyView {
    let restore = archiving(name, false);
    let body = view! {
        <p>{text::ARCHIVED_HELP}</p>
        <p class="acts"><button class="btn small" type="button" on:click=move |_| restore()>{text::RESTORE}</button></p>
    };
    note(Tone::Info, text::ARCHIVED_TITLE, body)
}

fn version_archived(version: &Version) -> AnyView {
    let (reference, toasts) = (reference(version), use_toasts());
    let restore = act(&Act {
        class: "btn small",
        icon: Icon::Archive,
        word: text::RESTORE_VERSION,
        key: None,
        refused: Signal::stored(None),
        run: doing(move || {
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

fn anonymous() -> AnyView {
    note(Tone::Info, text::ANONYMOUS_TITLE, view! { <p>{text::ANONYMOUS_HELP}</p> })
}
