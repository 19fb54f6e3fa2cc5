//! The hash of the draft: its strip, compared with the nearest image, and the hash to copy.

use super::{nearest::Nearest, text};
use crate::{
    components::strips::{COMPONENTS, blocks},
    reactive::{live, live_if, memo},
    state::{
        draft::Draft,
        inspector::{CanonicalForm, Inspection, use_inspector},
    },
    ui::{Block, CopyButton, Relation, strip_large},
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn StripPanel(
    draft: Draft,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let inspector = use_inspector();
    let pick = Callback::new(move |at: usize| {
        let component = COMPONENTS[at];
        let form = draft.canonical().with_untracked(|canonical| Some(canonical.as_ref().ok()?.component(component)));
        let blocks = strip(draft, None);
        if let (Some(form), Some(block)) = (form, blocks.get(at)) {
            let form = CanonicalForm::Text(form);
            inspector.0.set(Some(Inspection { component, digest: block.digest, form }));
        }
    });
    let shown = memo(move || nearest.with(|nearest| strip(draft, nearest.as_deref())));
    let hash =
        Signal::derive(move || draft.digests().get().map(|digests| digests.image.to_string()).unwrap_or_default());
    live_if(move || {
        (!hash.with(String::is_empty)).then(|| {
            view! {
                <section class="panel hash" aria-label=text::STRIP>
                    {live(move || strip_large(&shown.get(), pick))}
                    <p class="hash-line"><code>{hash}</code> <CopyButton text=hash what=text::HASH bare=true /></p>
                </section>
            }
        })
    })
}

fn strip(draft: Draft, nearest: Option<&Nearest>) -> Vec<Block> {
    let Some(digests) = draft.digests().get() else { return Vec::new() };
    draft.canonical().with(|canonical| {
        let Ok(canonical) = canonical else { return Vec::new() };
        let mut blocks = blocks(&digests, COMPONENTS.map(|component| !canonical.is_empty(component)));
        if let Some(nearest) = nearest {
            for (block, component) in blocks.iter_mut().zip(COMPONENTS) {
                block.relation = Some(Relation { same: nearest.is_same(component), to: nearest.title() });
            }
        }
        blocks
    })
}
