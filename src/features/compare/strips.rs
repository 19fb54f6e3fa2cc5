//! The hash strips of both, component by component.

use crate::{
    features::shared::{blocks, filled, inspect, version_link, version_title},
    state::inspector::CanonicalForm,
    ui::{Block, Icon, Relation, icon, strip_large},
};
use api::{ComparisonResponse, Version, VersionReference};
use leptos::prelude::*;

/// Both strips with how each component stands to the other one.
pub fn show(response: &ComparisonResponse) -> AnyView {
    let sign = if response.comparison.is_same() {
        view! { <span class="against t-good">{icon(Icon::Equal)} <span class="vh">"equals"</span></span> }
    } else {
        view! { <span class="against t-warn">{icon(Icon::Differs)} <span class="vh">"differs from"</span></span> }
    };
    view! {
        <section class="panel sides">
            {side(&response.left, &response.right)} {sign} {side(&response.right, &response.left)}
        </section>
    }
    .into_any()
}

fn side(version: &Version, other: &Version) -> AnyView {
    let reference = reference(version);
    let to = version_title(&self::reference(other));
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

fn reference(version: &Version) -> VersionReference {
    VersionReference { environment: version.environment.clone(), version: version.version.clone() }
}
