//! Links to versions, and buttons that ask the workspace to do something.

use crate::{
    api::Failure,
    routes::{Route, VersionTab},
    state::{shortcuts::use_shortcut, toasts::use_toasts},
    ui::{Icon, icon},
};
use api::VersionReference;
use leptos::prelude::*;
use std::{future::Future, pin::Pin};

/// A version as a title (`training 7`).
pub fn version_title(reference: &VersionReference) -> String {
    format!("{} {}", reference.environment, reference.version)
}

/// A link to a version.
pub fn version_link(reference: &VersionReference) -> AnyView {
    let route = Route::Version { reference: reference.clone(), tab: VersionTab::default() };
    view! { <a href=route.to_string()>{version_title(reference)}</a> }.into_any()
}

/// A request that a button makes, and what to do after it.
pub type Doing = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// What a button does when it is pressed.
pub fn doing<Work>(run: impl Fn() -> Work + Send + Sync + 'static) -> Callback<(), Doing>
where
    Work: Future<Output = Result<(), Failure>> + 'static,
{
    Callback::new(move |()| -> Doing { Box::pin(run()) })
}

/// A button that asks the workspace to do something.
pub struct Act {
    /// Its class.
    pub class: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// Its verb.
    pub word: &'static str,
    /// Its key and what the status line says about it; without a key, what the palette says about it.
    pub key: Option<(&'static str, &'static str)>,
    /// Why it cannot be done now.
    pub refused: Signal<Option<String>>,
    /// Does it, see [`doing`].
    pub run: Callback<(), Doing>,
}

/// The button; while the request is under way, and where it cannot be done, it says so.
pub fn act(act: &Act) -> AnyView {
    act_on(act, Signal::stored(String::new()))
}

/// The button, whose verb is followed by what it is done to.
pub fn act_on(act: &Act, to: Signal<String>) -> AnyView {
    let toasts = use_toasts();
    let &Act { class, icon: sign, word, key, refused, run } = act;
    let pending = RwSignal::new(false);
    let press = move || {
        if pending.get_untracked() {
            return;
        }
        if let Some(reason) = refused.get_untracked() {
            return toasts.failed(reason);
        }
        pending.set(true);
        let doing = run.run(());
        leptos::task::spawn_local(async move {
            if let Err(failure) = doing.await {
                toasts.failure(&failure);
            }
            pending.try_set(false);
        });
    };
    if let Some((key, label)) = key {
        use_shortcut(key, label, press);
    }
    let disabled = move || (pending.get() || refused.get().is_some()).then_some("true");
    view! {
        <button class=class type="button" aria-disabled=disabled title=move || refused.get() on:click=move |_| press()>
            {icon(sign)} <span>{word} {move || (!to.read().is_empty()).then(|| format!(" {}", to.get()))}</span>
        </button>
    }
    .into_any()
}
