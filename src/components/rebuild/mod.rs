//! The dialog before a rebuild: the affected versions, the packages that would change, and how long it takes. Every rebuild
//! starts here.

mod affected;
mod drift;
mod text;

pub use affected::list as affected_versions;

use crate::{
    api::{self, Query, use_query_if},
    components::{
        action::{Action, action_button, handler},
        images::set_tied,
        strips::version_strip,
    },
    reactive::{live_if, memo, pressed},
    routes::Route,
    state::{
        changes::use_changes, inspector::CanonicalForm, session::use_session, shortcuts::use_shortcut,
        toasts::use_toasts,
    },
    titles::version_title,
    ui::{Dialog, Icon, Tone, icon, load, note},
};
use ::api::{BuildTarget, RebuildOutlook, StartBuild, Today, VersionReference, WorkspaceEvent, expected_in_all};
use affected::reference;
use definition::Digest;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// A rebuild that the dialog asks about.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuildRequest {
    pub hash: Digest,
    /// The version on whose page it was requested.
    pub version: Option<VersionReference>,
}

/// The state of the dialog.
#[derive(Clone, Copy)]
struct RebuildDialog {
    pub request: RwSignal<Option<RebuildRequest>>,
    pub outlook: Query<RebuildOutlook>,
    pub drift: Query<Today>,
}

/// The button that opens the dialog of this page.
pub fn button(open: RwSignal<Option<RebuildRequest>>, request: RebuildRequest) -> AnyView {
    let press = move || open.set(Some(request.clone()));
    use_shortcut("r", text::REBUILD_KEY, press.clone());
    view! { <button class="btn" type="button" on:click=pressed(press)>{icon(Icon::Rebuild)} {text::REBUILD}</button> }
        .into_any()
}

/// The dialog, open while there is a request. It belongs to the page and not to a part that a new answer replaces, so that
/// it stays open when a version is tied.
pub fn dialog(request: RwSignal<Option<RebuildRequest>>) -> AnyView {
    let changed = use_changes().watch(|event| {
        matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Build(_) | WorkspaceEvent::Environment(_))
    });
    let hash = memo(move || request.get().map(|request| request.hash));
    let outlook = use_query_if(move || {
        changed.track();
        hash.get().map(api::rebuild_outlook)
    });
    let drift = use_query_if(move || hash.get().map(api::today));
    let state = RebuildDialog { request, outlook, drift };
    let foot = ViewFn::from(move || dialog_buttons(state));
    view! {
        <Dialog
            open=Signal::derive(move || request.with(Option::is_some))
            title=text::TITLE
            close=Callback::new(move |()| request.set(None))
            foot=foot
        >
            {body(state)}
        </Dialog>
    }
    .into_any()
}

fn body(state: RebuildDialog) -> AnyView {
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    load(state.outlook, lines, move |outlook| {
        let form = CanonicalForm::Image(outlook.digests.image);
        let building = outlook.building.map(|id| note(Tone::Warn, text::building(id), ()));
        view! {
            <p class="soft">{text::shared(outlook.users as usize, outlook.manifest.is_some())}</p>
            {version_strip(&outlook.digests, outlook.filled, form)}
            {building}
            {drift::panel(state.drift)}
            {affected::panel(outlook)}
        }
        .into_any()
    })
}

fn dialog_buttons(dialog: RebuildDialog) -> AnyView {
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
