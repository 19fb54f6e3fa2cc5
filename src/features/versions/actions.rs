//! What can be done with a version.

use super::{text, version::reference};
use crate::{
    api,
    browser::{clipboard, page},
    features::{
        rebuild::{self, Wish},
        shared::{Act, act, doing},
    },
    routes::Route,
    state::{session::use_session, shortcuts::use_shortcut, toasts::use_toasts},
    ui::{Icon, icon},
};
use ::api::{BuildTarget, EnvironmentType, ImageState, StartBuild, Version, VersionReference};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The buttons; a wished rebuild is asked about by the page.
pub fn show(version: &Version, wish: RwSignal<Option<Wish>>) -> AnyView {
    let reference = reference(version);
    let compare = Route::Compare { left: Some(reference.clone()), right: None }.to_string();
    let edit = edit(version);
    go_key("e", "edit", edit.0.clone());
    go_key("c", "compare", compare.clone());
    use_shortcut("s", "share", share());
    let share = share();
    view! {
        <div class="acts">
            <a class="btn" href=compare>{icon(Icon::Compare)} {text::COMPARE}</a>
            <button class="btn" type="button" on:click=move |_| share()>{icon(Icon::Link)} {text::SHARE}</button>
            {make(version, reference, wish)}
            <a class="btn main-act" href=edit.0>{icon(Icon::Edit)} {edit.1}</a>
        </div>
    }
    .into_any()
}

fn edit(version: &Version) -> (String, String) {
    let from = Some(reference(version));
    if version.r#type == EnvironmentType::Curated {
        return (Route::New { from }.to_string(), "Start from this".into());
    }
    let route = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
    (route.to_string(), text::edit(&version.version, &version.latest))
}

fn go_key(key: &'static str, label: &'static str, to: String) {
    let navigate = use_navigate();
    use_shortcut(key, label, move || navigate(&to, NavigateOptions::default()));
}

/// Copies the address of the page.
fn share() -> impl Fn() + Copy {
    let toasts = use_toasts();
    move || {
        spawn_local(async move {
            match clipboard::copy(&page::address()).await {
                Ok(()) => toasts.done("Copied the link to this version"),
                Err(reason) => toasts.failed(reason),
            }
        });
    }
}

/// Building: at once where there is no image; where there is one, only after it was said who is touched.
fn make(version: &Version, reference: VersionReference, wish: RwSignal<Option<Wish>>) -> AnyView {
    if version.no_hash.is_some() {
        return ().into_any();
    }
    match version.image {
        ImageState::Cached => rebuild::button(wish, Wish { hash: version.digests.image, version: Some(reference) }),
        ImageState::None | ImageState::Failed | ImageState::Lost => start(reference),
        ImageState::Queued | ImageState::Building => ().into_any(),
    }
}

fn start(reference: VersionReference) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    act(&Act {
        class: "btn",
        icon: Icon::Play,
        word: text::BUILD,
        key: Some(("b", "build")),
        refused: Signal::derive(move || session.can_build().err()),
        run: doing(move || {
            let body = StartBuild { target: BuildTarget::Version(reference.clone()), rebuild: false, lock: None };
            let navigate = navigate.clone();
            async move {
                let build = api::start_build(&body).await?;
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}
