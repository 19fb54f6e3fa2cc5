//! What can be done with a build.

use super::text;
use crate::{
    api,
    features::{
        rebuild,
        shared::{Act, act, doing},
    },
    routes::Route,
    state::{session::use_session, toasts::use_toasts},
    ui::{Icon, icon},
};
use ::api::{Build, BuildState};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The buttons.
pub fn show(build: &Build) -> AnyView {
    let buttons = match build.state {
        BuildState::Queued | BuildState::Running => cancel(build.id),
        BuildState::Failed | BuildState::Cancelled => view! { {edit(build)} {retry(build.id)} }.into_any(),
        BuildState::Succeeded => rebuild::button(build.digests.image, build.asked_by.first().cloned()),
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

fn retry(id: i64) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    act(&Act {
        class: "btn main-act",
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

fn edit(build: &Build) -> Option<AnyView> {
    let version = build.asked_by.first()?;
    let route = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
    Some(view! { <a class="btn" href=route.to_string()>{icon(Icon::Edit)} "Edit definition"</a> }.into_any())
}
