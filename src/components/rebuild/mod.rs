//! The dialog before a rebuild: the affected versions, the packages that would change, and how long it takes. Every rebuild
//! starts here.

mod affected;
mod buttons;
mod drift;
mod state;
mod text;

pub use affected::list as affected_versions;
pub use state::RebuildRequest;

use crate::{
    api::{self, use_query_if},
    components::strips::version_strip,
    reactive::{memo, pressed},
    state::{changes::use_changes, inspector::CanonicalForm, shortcuts::use_shortcut},
    ui::{Dialog, Icon, Tone, icon, load, note},
};
use ::api::WorkspaceEvent;
use leptos::prelude::*;
use state::RebuildDialog;

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
    let foot = ViewFn::from(move || buttons::show(state));
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
