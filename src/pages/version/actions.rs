//! The buttons of a version.

use super::text;
use crate::{
    api,
    browser::{output, page},
    components::{
        action::{Action, action_button, handler},
        rebuild::{self, RebuildRequest},
        versions::reference_of,
    },
    routes::Route,
    state::{session::use_session, shortcuts::use_shortcut, toasts::use_toasts},
    ui::{Icon, icon},
};
use ::api::{BuildTarget, EnvironmentType, ImageState, StartBuild, Version, VersionReference};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// A rebuild is confirmed in the dialog of the page.
pub fn show(version: &Version, rebuilding: RwSignal<Option<RebuildRequest>>) -> AnyView {
    let reference = reference_of(version);
    let compare = Route::Compare { left: Some(reference.clone()), right: None }.to_string();
    let edit = edit(version);
    link_key("e", text::EDIT_KEY, edit.0.clone());
    link_key("c", text::COMPARE_KEY, compare.clone());
    use_shortcut("s", text::SHARE_KEY, share());
    let share = share();
    view! {
        <div class="acts">
            <a class="btn" href=compare>{icon(Icon::Compare)} {text::COMPARE}</a>
            <button class="btn" type="button" on:click=move |_| share()>{icon(Icon::Link)} {text::SHARE}</button>
            {build(version, reference, rebuilding)}
            <a class="btn main-act" href=edit.0>{icon(Icon::Edit)} {edit.1}</a>
        </div>
    }
    .into_any()
}

fn edit(version: &Version) -> (String, String) {
    let from = Some(reference_of(version));
    if version.r#type == EnvironmentType::Curated {
        return (Route::New { from }.to_string(), text::USE_TEMPLATE.into());
    }
    let route = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
    (route.to_string(), text::edit(&version.version, &version.latest))
}

fn link_key(key: &'static str, label: &'static str, to: String) {
    let navigate = use_navigate();
    use_shortcut(key, label, move || navigate(&to, NavigateOptions::default()));
}

/// Copies the address of the page.
fn share() -> impl Fn() + Copy {
    let toasts = use_toasts();
    move || {
        spawn_local(async move {
            match output::copy(&page::address()).await {
                Ok(()) => toasts.done(text::LINK_COPIED),
                Err(reason) => toasts.failed(reason),
            }
        });
    }
}

/// Builds at once without an image; with one, the dialog shows the affected versions first.
fn build(version: &Version, reference: VersionReference, rebuilding: RwSignal<Option<RebuildRequest>>) -> AnyView {
    if version.no_hash.is_some() {
        return ().into_any();
    }
    match version.image {
        ImageState::Cached => {
            rebuild::button(rebuilding, RebuildRequest { hash: version.digests.image, version: Some(reference) })
        }
        ImageState::None | ImageState::Failed | ImageState::Lost => build_button(reference),
        ImageState::Queued | ImageState::Building => ().into_any(),
    }
}

fn build_button(reference: VersionReference) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    action_button(&Action {
        class: "btn",
        icon: Icon::Play,
        label: text::BUILD.into(),
        shortcut: Some(("b", text::BUILD_KEY)),
        disabled: Signal::derive(move || session.can_build().err()),
        run: handler(move || {
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
