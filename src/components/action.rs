//! Buttons that ask the workspace to do something.

use crate::{
    api::Failure,
    state::{shortcuts::use_shortcut, toasts::use_toasts},
    ui::{Icon, icon},
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin};

/// A request that a button sends, and what follows when it succeeds.
pub type Pending = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// What a button does when it is pressed.
pub fn handler<Work>(run: impl Fn() -> Work + Send + Sync + 'static) -> Callback<(), Pending>
where
    Work: Future<Output = Result<(), Failure>> + 'static,
{
    Callback::new(move |()| -> Pending { Box::pin(run()) })
}

/// A button that asks the workspace to do something.
pub struct Action {
    pub class: &'static str,
    pub icon: Icon,
    pub label: Signal<String>,
    /// The key and its label in the status line. An empty key makes an action of the palette alone.
    pub shortcut: Option<(&'static str, &'static str)>,
    /// Why the button cannot be pressed now.
    pub disabled: Signal<Option<String>>,
    /// See [`handler`].
    pub run: Callback<(), Pending>,
}

/// The button. It is disabled while its request is under way and while there is a reason.
pub fn action_button(action: &Action) -> AnyView {
    let toasts = use_toasts();
    let &Action { class, icon: sign, label, shortcut, disabled, run } = action;
    let pending = RwSignal::new(false);
    let press = move || {
        if pending.get_untracked() {
            return;
        }
        if let Some(reason) = disabled.get_untracked() {
            return toasts.failed(reason);
        }
        pending.set(true);
        let request = run.run(());
        leptos::task::spawn_local(async move {
            if let Err(failure) = request.await {
                toasts.failure(&failure);
            }
            pending.try_set(false);
        });
    };
    if let Some((key, label)) = shortcut {
        use_shortcut(key, label, press);
    }
    let is_disabled = move || (pending.get() || disabled.get().is_some()).then_some("true");
    view! {
        <button class=class type="button" aria-disabled=is_disabled title=move || disabled.get() on:click=move |_| press()>
            {icon(sign)} <span>{label}</span>
        </button>
    }
    .into_any()
}
