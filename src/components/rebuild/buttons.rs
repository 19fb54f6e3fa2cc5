//! The buttons of the dialog: cancel, tie a version to the current image, rebuild.

use super::{affected::reference, state::RebuildDialog, text};
use crate::{
    api,
    components::{
        action::{Action, action_button, handler},
        images::set_tied,
    },
    reactive::{live_if, memo, pressed},
    routes::Route,
    state::{session::use_session, toasts::use_toasts},
    titles::version_title,
    ui::Icon,
};
use ::api::{BuildTarget, RebuildOutlook, StartBuild, VersionReference, expected_in_all};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub(super) fn show(dialog: RebuildDialog) -> AnyView {
    let RebuildDialog { request, outlook, .. } = dialog;
    let duration = move || outlook.data().map(|outlook| text::time(expected_in_all(&outlook.expected), outlook.stage));
    let building = memo(move || outlook.data().and_then(|outlook| outlook.building));
    let tie = memo(move || Some((version_to_tie(dialog)?, outlook.data()?.manifest?)));
    view! {
        <p class="hint time">{duration}</p>
        <span class="end">
            <button class="btn" type="button" on:click=pressed(move || request.set(None))>{text::CANCEL}</button>
            {live_if(move || tie.get().map(|(version, manifest)| tie_button(version, manifest)))}
            {live_if(move || outlook.data().is_some().then(|| rebuild_button(dialog, building.get())))}
        </span>
    }
    .into_any()
}

/// The version that could be tied instead: that of the request, else the newest, unless it is tied already.
fn version_to_tie(dialog: RebuildDialog) -> Option<VersionReference> {
    let requested = dialog.request.get()?.version;
    let affected = dialog.outlook.data()?.touches;
    let mut free = affected.iter().filter(|version| version.tied.is_none()).map(reference);
    match requested {
        Some(requested) => free.find(|version| *version == requested),
        None => free.next(),
    }
}

fn tie_button(version: VersionReference, manifest: String) -> AnyView {
    let toasts = use_toasts();
    let label = text::tie(&version_title(&version));
    action_button(&Action {
        class: "btn",
        icon: Icon::Pin,
        label: Signal::stored(label),
        shortcut: None,
        disabled: Signal::stored(None),
        run: handler(move || set_tied(toasts, version.clone(), None, Some(manifest.clone()))),
    })
}

fn rebuild_button(dialog: RebuildDialog, building: Option<i64>) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let label = move || match building {
        Some(id) => text::join(id),
        None => text::rebuild(dialog.outlook.data().map_or(0, |outlook| affected_count(&outlook))),
    };
    action_button(&Action {
        class: "btn main-act",
        icon: Icon::Rebuild,
        label: Signal::derive(label),
        shortcut: None,
        disabled: Signal::derive(move || session.can_build().err()),
        run: handler(move || {
            let navigate = navigate.clone();
            async move {
                let Some(request) = dialog.request.get_untracked() else { return Ok(()) };
                let target = request.version.map_or(BuildTarget::Image(request.hash), BuildTarget::Version);
                let build = api::start_build(&StartBuild { target, rebuild: true, lock: None }).await?;
                dialog.request.set(None);
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}

/// The number of versions that get the new image.
fn affected_count(outlook: &RebuildOutlook) -> usize {
    let tied = outlook.touches.iter().filter(|version| version.tied.is_some()).count();
    (outlook.users as usize).saturating_sub(tied)
}
