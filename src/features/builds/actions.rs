//! What can be done with a build.

use super::text;
use crate::{
    api,
    features::{
        rebuild::{self, Wish},
        shared::{Act, act, doing, is_former},
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

/// The buttons; a wished rebuild is asked about by the page.
pub fn show(build: &Build, wish: RwSignal<Option<Wish>>) -> AnyView {
    let rebuild = Wish { hash: build.digests.image, version: build.asked_by.first().cloned() };
    let is_former = is_former(build.hash_version);
    let buttons = match build.state {
        BuildState::Queued | BuildState::Running => cancel(build.id),
        BuildState::Failed | BuildState::Cancelled => {
            // Where a fix is offered, that is what helps: the same again fails again.
            let class = if build.trial.as_ref().is_some_and(trial::has_fix) { "btn" } else { "btn main-act" };
            let asks = build.rebuild && build.lock.is_none() && !is_former;
            let again = if asks { retry_rebuild(wish, rebuild, class) } else { retry(build.id, class) };
            // The lock of an image of an older version of the hash is not built from.
            let is_possible = !is_former || build.lock.is_none();
            view! { {edit(build)} {is_possible.then_some(again)} }.into_any()
        }
        BuildState::Succeeded if is_former => edit(build).into_any(),
        BuildState::Succeeded => rebuild::button(wish, rebuild),
    };
    view! { <div class="acts">{buttons}</div> }.into_any()
}

fn cancel(id: i64) -> AnyView {
    let toasts = use_toasts();
    act(&Act {
        class: "btn danger",
        icon: Icon::Stop,
        word: text::CANCEL,
        key: Some(("x", "cancel")),
        refused: Signal::stored(None),
        run: doing(move || async move {
            api::cancel(id).await?;
            toasts.done(format!("Cancelled build {id}"));
            Ok(())
        }),
    })
}

fn retry(id: i64, class: &'static str) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    act(&Act {
        class,
        icon: Icon::Rebuild,
        word: text::RETRY,
        key: Some(("r", "retry")),
        refused: Signal::derive(move || session.can_build().err()),
        run: doing(move || {
            let navigate = navigate.clone();
            async move {
                let build = api::retry(id).await?;
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}

/// Asks as the first one did: who shares the image, and what would move, may be others by now.
fn retry_rebuild(wish: RwSignal<Option<Wish>>, of: Wish, class: &'static str) -> AnyView {
    let open = move || wish.set(Some(of.clone()));
    use_shortcut("r", "retry", open.clone());
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
    Some(view! { <a class="btn" href=route.to_string()>{icon(Icon::Edit)} "Edit definition"</a> }.into_any())
}
