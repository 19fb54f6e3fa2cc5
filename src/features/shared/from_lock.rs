//! Building an image again that left the registry, with exactly the packages that it had.

use super::{Act, act, doing};
use crate::{api, routes::Route, state::session::use_session, ui::Icon};
use ::api::{BuildTarget, StartBuild};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

const WORD: &str = "Build again from its lock";
const KEY: &str = "build the image again from its lock";

/// What it does, for the place beside the button.
pub const FROM_LOCK_HELP: &str = "Installs exactly the packages that the image had, whatever the indexes hold today. Versions \
                                  that are tied to it get the new one";

/// The button; the page of the build opens.
pub fn from_lock(target: BuildTarget, manifest: String, class: &'static str) -> AnyView {
    button(target, manifest, class, Some(("", KEY)))
}

/// The button where there are many of them, so that the palette cannot mean one.
pub fn from_lock_of_many(target: BuildTarget, manifest: String) -> AnyView {
    button(target, manifest, "btn small", None)
}

fn button(
    target: BuildTarget,
    manifest: String,
    class: &'static str,
    key: Option<(&'static str, &'static str)>,
) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    act(&Act {
        class,
        icon: Icon::Rebuild,
        word: WORD,
        key,
        refused: Signal::derive(move || session.can_build().err()),
        run: doing(move || {
            let body = StartBuild { target: target.clone(), rebuild: false, lock: Some(manifest.clone()) };
            let navigate = navigate.clone();
            async move {
                let build = api::start_build(&body).await?;
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}
