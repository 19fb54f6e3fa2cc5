//! The hash strips of both versions, compared component by component.

use super::text;
use crate::{
    components::{
        strips::{blocks, filled, inspect},
        versions::{reference_of, version_link},
    },
    state::inspector::CanonicalForm,
    titles::version_title,
    ui::{Block, Icon, Relation, icon, strip_large},
};
use api::{ComparisonResponse, Version};
use leptos::prelude::*;

/// Both strips. Each block says whether the other version has the same.
pub fn panel(response: &ComparisonResponse) -> AnyView {
    let sign = if response.comparison.is_same() {
        view! { <span class="against t-good">{icon(Icon::Equal)} <span class="vh">{text::EQUALS}</span></span> }
    } else {
        view! { <span class="against t-warn">{icon(Icon::Differs)} <span class="vh">{text::DIFFERS}</span></span> }
    };
    view! {
        <section class="panel sides">
            {side(&response.left, &response.right)} {sign} {side(&response.right, &response.left)}
        </section>
    }
    .into_any()
}

fn side(version: &Version, other: &Version) -> AnyView {
    let reference = reference_of(version);
    let to = version_title(&reference_of(other));
    let others = blocks(&other.digests, filled(&other.definition));
    let blocks: Vec<Block> = blocks(&version.digests, filled(&version.definition))
        .into_iter()
        .zip(others)
        .map(|(block, other)| {
            let same = block.digest == other.digest;
            Block { relation: Some(Relation { same, to: to.clone() }), ..block }
        })
        .collect();
    let pick = inspect(&blocks, CanonicalForm::Version(reference.clone()));
    view! { <div class="side"><h2>{version_link(&reference)}</h2> {strip_large(&blocks, pick)}</div> }.into_any()
}
