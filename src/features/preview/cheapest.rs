//! The fewest changes after which an image that is there serves the draft.

use super::{
    nearest::{Known, Pool},
    outlook::Outlook,
    statement::Verdicts,
    text,
    verdict::Kind,
};
use crate::reactive::{live_if, memo, pressed};
use crate::{
    state::{draft::Draft, shortcuts::use_shortcut},
    ui::{Icon, icon},
};
use definition::{cheapest, edit::Edit};
use leptos::prelude::*;
use std::sync::Arc;

/// The changes, and what they are good for.
#[derive(Clone, PartialEq)]
struct Offer {
    edits: Vec<Edit>,
    /// What people call the image (`training 7`).
    title: String,
    /// How long a build would take, in milliseconds.
    time: Option<u64>,
}

/// The cheapest way to a hit, while the draft is a miss that nobody builds yet.
#[component]
pub fn CheapestPanel(
    /// Who knows the images.
    outlook: Outlook,
    /// The images to choose from.
    pool: Memo<Pool>,
    /// The verdict.
    verdicts: Verdicts,
) -> impl IntoView {
    let offer = memo(move || {
        let statement = verdicts.statement.get();
        let wanted = statement.kind == Kind::Miss && statement.building.is_none() && statement.lost.is_none();
        wanted.then(|| find(outlook, pool, statement.time)).flatten()
    });
    live_if(move || offer.get().map(|offer| show(outlook.draft, offer)))
}

fn find(outlook: Outlook, pool: Memo<Pool>, time: Option<u64>) -> Option<Offer> {
    let draft = outlook.draft;
    let own = draft.digests.get()?.image;
    let may_serve = |image: &&Arc<Known>| image.hash != own && outlook.may_have(image.hash);
    let images: Vec<Arc<Known>> = pool.with(|pool| pool.images.iter().filter(may_serve).cloned().collect());
    let targets: Vec<_> = images.iter().map(|image| &image.target).collect();
    let channels = draft.default_channels.get();
    let way = draft.canonical.with(|canonical| {
        let canonical = canonical.as_ref().ok()?;
        draft.definition.with(|definition| {
            cheapest(definition, canonical, &targets, |definition| api::fill_channels(definition, &channels))
        })
    })?;
    let title = images[way.target].title(draft.origin.get().as_ref());
    (!way.edits.is_empty()).then_some(Offer { edits: way.edits, title, time })
}

fn show(draft: Draft, offer: Offer) -> AnyView {
    let Offer { edits, title, time } = offer;
    let gains = text::gains(&title, time);
    let fold = edits.len().saturating_sub(if edits.len() > text::SHOWN { text::SHOWN - 1 } else { text::SHOWN });
    let items: Vec<AnyView> = edits.iter().map(|edit| item(edit, &title)).collect();
    let (shown, folded) = split(items, edits.len() - fold);
    let apply = Callback::new(move |()| draft.apply(&edits, text::done(&edits, &title)));
    use_shortcut("c", text::APPLY_KEY, move || apply.run(()));
    view! {
        <section class="panel cheapest" aria-label=text::CHEAPEST>
            <header><h2>{text::CHEAPEST}</h2></header>
            <div class="body">
                <ul class="facts">{shown}</ul>
                {(fold > 0).then(|| view! {
                    <details class="fold"><summary>{text::more(fold)}</summary> <ul class="facts">{folded}</ul></details>
                })}
                <p class="hint">{gains}</p>
                <button class="btn small" type="button" on:click=pressed(move || apply.run(()))>{text::APPLY}</button>
            </div>
        </section>
    }
    .into_any()
}

fn split(mut items: Vec<AnyView>, at: usize) -> (Vec<AnyView>, Vec<AnyView>) {
    let rest = items.split_off(at);
    (items, rest)
}

fn item(edit: &Edit, title: &str) -> AnyView {
    let text::Deed { offer, what, .. } = text::deed(edit, title);
    view! { <li><span class="t-good">{icon(Icon::Reuse)}</span> <span>{offer} " " <code>{what}</code></span></li> }
        .into_any()
}
