//! The fewest edits after which the draft reuses an existing image.

use super::{
    compared::ComparedImage, controller::PreviewController, nearest::Candidates, statement::VerdictKind, text,
    verdict::LiveVerdict,
};
use crate::{
    reactive::{live_if, memo, pressed},
    state::{
        draft::{Draft, Edit},
        shortcuts::use_shortcut,
    },
    ui::{Icon, code_spans, icon},
};
use definition::{cheapest, edit};
use leptos::prelude::*;
use std::sync::Arc;

#[derive(Clone, PartialEq)]
struct Offer {
    edits: Vec<edit::Edit>,
    /// The name of the image (`training 7`).
    title: String,
    /// The estimate of the build that is saved, in milliseconds.
    estimate: Option<u64>,
}

/// Shown while the draft needs a new image that is not being built.
#[component]
pub fn CheapestPanel(preview: PreviewController, candidates: Memo<Candidates>, verdict: LiveVerdict) -> impl IntoView {
    let offer = memo(move || {
        let statement = verdict.statement.get();
        let is_open_miss =
            statement.kind == VerdictKind::Miss && statement.building.is_none() && statement.lost.is_none();
        is_open_miss.then(|| find(preview, candidates, statement.estimate)).flatten()
    });
    live_if(move || offer.get().map(|offer| show(preview.draft, offer)))
}

fn find(preview: PreviewController, candidates: Memo<Candidates>, estimate: Option<u64>) -> Option<Offer> {
    let draft = preview.draft;
    let own = draft.digests().get()?.image;
    let is_available = |image: &&Arc<ComparedImage>| image.hash != own && preview.may_have_image(image.hash);
    let images: Vec<Arc<ComparedImage>> =
        candidates.with(|candidates| candidates.images.iter().filter(is_available).cloned().collect());
    let targets: Vec<_> = images.iter().map(|image| &image.target).collect();
    let channels = draft.default_channels().get();
    let found = draft.canonical().with(|canonical| {
        let canonical = canonical.as_ref().ok()?;
        draft.definition().with(|definition| {
            cheapest(definition, canonical, &targets, |definition| api::fill_channels(definition, &channels))
        })
    })?;
    let title = images[found.target].title(draft.origin().get().as_ref());
    (!found.edits.is_empty()).then_some(Offer { edits: found.edits, title, estimate })
}

fn show(draft: Draft, offer: Offer) -> AnyView {
    let Offer { edits, title, estimate } = offer;
    let result = text::cheapest_result(&title, estimate);
    let folded_count = folded_count(edits.len());
    let items: Vec<AnyView> = edits.iter().map(|edit| item(edit, &title)).collect();
    let (shown, folded) = split(items, edits.len() - folded_count);
    let apply = Callback::new(move |()| {
        let summary = text::done(&edits, &title);
        draft.apply(Edit::Suggestion { edits: edits.clone(), summary });
    });
    use_shortcut("c", text::APPLY_KEY, move || apply.run(()));
    view! {
        <section class="panel cheapest" aria-label=text::CHEAPEST>
            <header><h2>{text::CHEAPEST}</h2></header>
            <div class="body">
                <ul class="facts">{shown}</ul>
                {(folded_count > 0).then(|| view! {
                    <details class="fold"><summary>{text::more(folded_count)}</summary> <ul class="facts">{folded}</ul></details>
                })}
                <p class="hint">{result}</p>
                <button class="btn small" type="button" on:click=pressed(move || apply.run(()))>{text::APPLY}</button>
            </div>
        </section>
    }
    .into_any()
}

/// The number of edits that are folded: never a single one.
fn folded_count(edits: usize) -> usize {
    if edits > text::MAX_EDITS { edits + 1 - text::MAX_EDITS } else { 0 }
}

fn split(mut items: Vec<AnyView>, at: usize) -> (Vec<AnyView>, Vec<AnyView>) {
    let rest = items.split_off(at);
    (items, rest)
}

fn item(edit: &edit::Edit, title: &str) -> AnyView {
    let label = code_spans(&text::suggested(edit, title));
    view! { <li><span class="t-good">{icon(Icon::Reuse)}</span> <span>{label}</span></li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::{folded_count, text::MAX_EDITS};

    #[test]
    fn a_fold_has_two_edits_at_least() {
        assert_eq!([0, MAX_EDITS].map(folded_count), [0, 0]);
        assert_eq!([MAX_EDITS + 1, MAX_EDITS + 5].map(folded_count), [2, 6]);
    }
}
