//! Hiding an environment from lists, and bringing it back.

use crate::{
    api::{self, Failure},
    state::toasts::{Toasts, use_toasts},
};
use leptos::task::spawn_local;

/// Hides an environment, or brings it back; the message offers the way back.
///
/// # Errors
/// When the workspace refuses or does not answer.
pub async fn set_archived(toasts: Toasts, name: String, archived: bool) -> Result<(), Failure> {
    let words = if archived {
        api::archive(&name).await?;
        format!("Archived {name}: hidden from lists, nothing deleted")
    } else {
        api::restore(&name).await?;
        format!("{name} is listed again")
    };
    toasts.done_with_undo(words, move || {
        let name = name.clone();
        spawn_local(async move {
            let back = if archived { api::restore(&name).await } else { api::archive(&name).await };
            match back {
                Ok(_) if archived => toasts.done(format!("{name} is listed again")),
                Ok(_) => toasts.done(format!("{name} is archived again")),
                Err(failure) => toasts.failure(&failure),
            }
        });
    });
    Ok(())
}

/// What hides an environment, or brings it back, when it is pressed.
pub fn archiving(name: String, archived: bool) -> impl Fn() + Clone + Send + Sync + 'static {
    let toasts = use_toasts();
    move || {
        let name = name.clone();
        spawn_local(async move {
            if let Err(failure) = set_archived(toasts, name, archived).await {
                toasts.failure(&failure);
            }
        });
    }
}
