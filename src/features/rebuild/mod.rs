//! Rebuilding asks first: who shares the image, what would move, how long it takes. No rebuild starts anywhere without
//! this dialog.

mod foot;
mod moves;
mod text;
mod touches;

pub use touches::list as sharers;

use crate::{
    api::{self, Asked, ask_when},
    features::shared::version_strip,
    reactive::{memo, pressed},
    state::{changes::use_changes, inspector::CanonicalForm, shortcuts::use_shortcut},
    ui::{Dialog, Icon, Tone, icon, load, note},
};
use ::api::{RebuildOutlook, Today, VersionReference, WorkspaceEvent};
use definition::Digest;
use leptos::prelude::*;

/// A rebuild that somebody thinks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Of which image.
    pub hash: Digest,
    /// The version that it is thought of for.
    pub version: Option<VersionReference>,
}

/// What is known of a wish.
#[derive(Clone, Copy)]
struct Known {
    wish: RwSignal<Option<Wish>>,
    outlook: Asked<RebuildOutlook>,
    today: Asked<Today>,
}

/// The button that opens the dialog of this page.
pub fn button(wish: RwSignal<Option<Wish>>, of: Wish) -> AnyView {
    let open = move || wish.set(Some(of.clone()));
    use_shortcut("r", text::REBUILD_KEY, open.clone());
    view! { <button class="btn" type="button" on:click=pressed(open)>{icon(Icon::Rebuild)} {text::REBUILD}</button> }
        .into_any()
}

/// The dialog; it is open while there is a wish. It belongs to the page and not to what changes with an answer: tying a
/// version to its image leaves it open.
pub fn dialog(wish: RwSignal<Option<Wish>>) -> AnyView {
    let changed = use_changes().watch(|event| {
        matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Build(_) | WorkspaceEvent::Environment(_))
    });
    let hash = memo(move || wish.get().map(|wish| wish.hash));
    let outlook = ask_when(move || {
        changed.track();
        hash.get().map(api::rebuild_outlook)
    });
    let today = ask_when(move || hash.get().map(api::today));
    let known = Known { wish, outlook, today };
    let foot = ViewFn::from(move || foot::show(known));
    view! {
        <Dialog
            open=Signal::derive(move || wish.with(Option::is_some))
            title=text::TITLE
            close=Callback::new(move |()| wish.set(None))
            foot=foot
        >
            {body(known)}
        </Dialog>
    }
    .into_any()
}

fn body(known: Known) -> AnyView {
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    load(known.outlook, lines, move |outlook| {
        let form = CanonicalForm::Image(outlook.digests.image);
        let building = outlook.building.map(|id| note(Tone::Warn, text::building(id), ()));
        view! {
            <p class="soft">{text::shared(outlook.users as usize, outlook.manifest.is_some())}</p>
            {version_strip(&outlook.digests, outlook.filled, form)}
            {building}
            {moves::show(known.today)}
            {touches::show(outlook)}
        }
        .into_any()
    })
}
