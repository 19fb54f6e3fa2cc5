//! Archived environments: hiding them from lists, restoring them, and the note on their pages.

use crate::{
    api::{self, Failure},
    state::toasts::{Toasts, use_toasts},
    ui::{Tone, note},
};
use leptos::{prelude::*, task::spawn_local};

pub const RESTORE: &str = "Restore";
const ARCHIVED_TITLE: &str = "This environment is archived";
const ARCHIVED_HELP: &str =
    "It is hidden from lists. Its versions and images are unchanged, and registering a new version restores it";
const ANONYMOUS_TITLE: &str = "This environment has no name of its own";
const ANONYMOUS_HELP: &str = "It was registered by a job or a pipeline. It is hidden from lists, but works by its address. Start a new environment from it to keep it in sight";

fn archived(name: &str) -> String {
    format!("Archived {name}: hidden from lists, nothing deleted")
}

fn archived_again(name: &str) -> String {
    format!("{name} is archived again")
}

fn restored(name: &str) -> String {
    format!("{name} is listed again")
}

/// Archives an environment or restores it; the message offers to undo that.
///
/// # Errors
/// When the workspace refuses or does not answer.
pub async fn set_archived(toasts: Toasts, name: String, archive: bool) -> Result<(), Failure> {
    put(&name, archive).await?;
    let message = if archive { archived(&name) } else { restored(&name) };
    toasts.done_with_undo(message, move || {
        let name = name.clone();
        spawn_local(async move {
            match put(&name, !archive).await {
                Ok(()) => toasts.done(if archive { restored(&name) } else { archived_again(&name) }),
                Err(failure) => toasts.failure(&failure),
            }
        });
    });
    Ok(())
}

async fn put(name: &str, archive: bool) -> Result<(), Failure> {
    if archive { api::archive(name).await } else { api::restore(name).await }.map(drop)
}

/// A handler that archives an environment or restores it.
pub fn archive_handler(name: String, archive: bool) -> impl Fn() + Clone + Send + Sync + 'static {
    let toasts = use_toasts();
    move || {
        let name = name.clone();
        spawn_local(async move {
            if let Err(failure) = set_archived(toasts, name, archive).await {
                toasts.failure(&failure);
            }
        });
    }
}

/// The note on the pages of an archived environment.
pub fn archived_note(name: String) -> AnyView {
    let restore = archive_handler(name, false);
    let body = view! {
        <p>{ARCHIVED_HELP}</p>
        <p class="acts"><button class="btn small" type="button" on:click=move |_| restore()>{RESTORE}</button></p>
    };
    note(Tone::Info, ARCHIVED_TITLE, body)
}

/// The note on the pages of an environment that a job or pipeline registered without a name.
pub fn anonymous_note() -> AnyView {
    note(Tone::Info, ANONYMOUS_TITLE, view! { <p>{ANONYMOUS_HELP}</p> })
}
