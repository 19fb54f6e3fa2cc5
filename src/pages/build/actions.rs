//! The buttons of a build.

use super::text;
use crate::{
    api,
    components::{
        action::{Action, action_button, handler},
        images::is_former,
        rebuild::{self, RebuildRequest},
        trial,
    },
    reactive::pressed,
    routes::Route,
    state::{session::use_session, shortcuts::use_shortcut, toasts::use_toasts},
    ui::{Icon, icon},
};
use ::api::{Build, BuildState};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The buttons. A rebuild is confirmed in the dialog of the page.
pub fn show(build: &Build, rebuilding: RwSignal<Option<RebuildRequest>>) -> AnyView {
    let rebuild = RebuildRequest { hash: build.digests.image, version: build.asked_by.first().cloned() };
    let is_former = is_former(build.hash_version);
    let buttons = match build.state {
        BuildState::Queued | BuildState::Running => cancel(build.id),
        BuildState::Failed | BuildState::Cancelled => {
            // A build with a known fix fails again without it, so the fix is the main action.
            let class = if build.trial.as_ref().is_some_and(trial::has_fix) { "btn" } else { "btn main-act" };
            let needs_dialog = build.rebuild && build.lock.is_none() && !is_former;
            let again = if needs_dialog { retry_rebuild(rebuilding, rebuild, class) } else { retry(build.id, class) };
            // Locks of an older version of the hash cannot be built.
            let is_possible = !is_former || build.lock.is_none();
            view! { {edit(build)} {is_possible.then_some(again)} }.into_any()
        }
        BuildState::Succeeded if is_former => edit(build).into_any(),
        BuildState::Succeeded => rebuild::button(rebuilding, rebuild),
    };
    view! { <div class="acts">{buttons}</div> }.into_any()
}

fn cancel(id: i64) -> AnyView {
    let toasts = use_toasts();
    action_button(&Action {
        class: "btn danger",
        icon: Icon::Stop,
        label: text::CANCEL.into(),
        shortcut: Some(("x", text::CANCEL_KEY)),
        disabled: Signal::stored(None),
        run: handler(move || async move {
            api::cancel(id).await?;
            toasts.done(text::cancelled(id));
            Ok(())
        }),
    })
}

fn retry(id: i64, class: &'static str) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    action_button(&Action {
        class,
        icon: Icon::Rebuild,
        label: text::RETRY.into(),
        shortcut: Some(("r", text::RETRY_KEY)),
        disabled: Signal::derive(move || session.can_build().err()),
        run: handler(move || {
            let navigate = navigate.clone();
            async move {
                let build = api::retry(id).await?;
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}

/// Shows the dialog again: the affected versions and packages may have changed since.
fn retry_rebuild(rebuilding: RwSignal<Option<RebuildRequest>>, of: RebuildRequest, class: &'static str) -> AnyView {
    let open = move || rebuilding.set(Some(of.clone()));
    use_shortcut("r", text::RETRY_KEY, open.clone());
    view! {
        <button class=class type="button" aria-haspopup="dialog" on:click=pressed(open)>
            {icon(Icon::Rebuild)} {text::RETRY}
        </button>
    }
    .into_any()
}

fn edit(build: &Build) -> Option<AnyView> {
    let version = build.asked_by.first()?;
    let route = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
    Some(view! { <a class="btn" href=route.to_string()>{icon(Icon::Edit)} {text::EDIT}</a> }.into_any())
}
