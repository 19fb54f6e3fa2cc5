//! What can be done about a wished rebuild: nothing, tie a version to the image of today, rebuild.

use super::{Known, text, touches};
use crate::{
    api,
    features::shared::{Act, act_on, doing, set_tied, version_title},
    reactive::{live_if, memo, pressed},
    routes::Route,
    state::{session::use_session, toasts::use_toasts},
    ui::Icon,
};
use ::api::{BuildTarget, RebuildOutlook, StartBuild, VersionReference, expected_in_all};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Time and buttons.
pub(super) fn show(known: Known) -> AnyView {
    let Known { wish, outlook, .. } = known;
    let time = move || outlook.known().map(|outlook| text::time(expected_in_all(&outlook.expected), outlook.stage));
    let building = memo(move || outlook.known().and_then(|outlook| outlook.building));
    let tied = memo(move || Some((tieable(known)?, outlook.known()?.manifest?)));
    view! {
        <p class="hint time">{time}</p>
        <span class="end">
            <button class="btn" type="button" on:click=pressed(move || wish.set(None))>{text::CANCEL}</button>
            {live_if(move || tied.get().map(|(version, manifest)| tie(version, manifest)))}
            {live_if(move || outlook.known().is_some().then(|| rebuild(known, building.get())))}
        </span>
    }
    .into_any()
}

/// The version that could be kept from the rebuild: the one it is thought of for, else the newest, unless it is tied.
fn tieable(known: Known) -> Option<VersionReference> {
    let wished = known.wish.get()?.version;
    let touches = known.outlook.known()?.touches;
    let mut free = touches.iter().filter(|version| version.tied.is_none()).map(touches::reference);
    match wished {
        Some(wished) => free.find(|version| *version == wished),
        None => free.next(),
    }
}

fn tie(version: VersionReference, manifest: String) -> AnyView {
    let toasts = use_toasts();
    let title = version_title(&version);
    let deed = Act {
        class: "btn",
        icon: Icon::Pin,
        word: text::TIE,
        key: None,
        refused: Signal::stored(None),
        run: doing(move || set_tied(toasts, version.clone(), None, Some(manifest.clone()))),
    };
    act_on(&deed, Signal::stored(text::to_today(&title)))
}

fn rebuild(known: Known, building: Option<i64>) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let to = Signal::derive(move || match building {
        Some(id) => text::build(id),
        None => known.outlook.known().map(|outlook| text::for_whom(touched(&outlook))).unwrap_or_default(),
    });
    let deed = Act {
        class: "btn main-act",
        icon: Icon::Rebuild,
        word: if building.is_some() { text::JOIN } else { text::REBUILD },
        key: None,
        refused: Signal::derive(move || session.can_build().err()),
        run: doing(move || {
            let navigate = navigate.clone();
            async move {
                let Some(wish) = known.wish.get_untracked() else { return Ok(()) };
                let target = wish.version.map_or(BuildTarget::Image(wish.hash), BuildTarget::Version);
                let build = api::start_build(&StartBuild { target, rebuild: true, lock: None }).await?;
                known.wish.set(None);
                navigate(&Route::Build { id: build.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    };
    act_on(&deed, to)
}

/// How many versions get the new image.
fn touched(outlook: &RebuildOutlook) -> usize {
    let tied = outlook.touches.iter().filter(|version| version.tied.is_some()).count();
    (outlook.users as usize).saturating_sub(tied)
}
