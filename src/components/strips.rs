//! The hash strip of a definition.

use crate::{
    state::inspector::{CanonicalForm, Inspection, use_inspector},
    ui::{Block, strip},
};
use ::api::{Build, Run};
use definition::{Component, Definition, Digests, canonical};
use leptos::prelude::*;
use serde_json::Value;

/// The components of the strip, in order.
pub const COMPONENTS: [Component; 4] = [Component::Base, Component::Steps, Component::Python, Component::Spark];

/// A component, as people say it.
pub fn component_name(component: Component) -> &'static str {
    match component {
        Component::Base => "base",
        Component::Steps => "steps",
        Component::Python => "Python",
        Component::Spark => "Spark",
        Component::Extras => "extras",
    }
}

/// Which components of a definition in Azure's v1 JSON form are not empty.
pub fn filled(definition: &Value) -> [bool; 4] {
    let canonical = Definition::from_json(definition).ok().and_then(|definition| canonical(&definition).ok());
    canonical.map_or([true; 4], |canonical| COMPONENTS.map(|component| !canonical.is_empty(component)))
}

/// The blocks of a definition, compared with nothing.
pub fn blocks(digests: &Digests, filled: [bool; 4]) -> Vec<Block> {
    let values = [digests.base, digests.steps, digests.python, digests.spark];
    let blocks = COMPONENTS.into_iter().zip(values).zip(filled).map(|((component, digest), filled)| Block {
        name: component_name(component),
        digest,
        filled,
        relation: None,
    });
    blocks.collect()
}

/// Opens the inspector for the block that is picked.
pub fn inspect(blocks: &[Block], form: CanonicalForm) -> Callback<usize> {
    let inspector = use_inspector();
    let digests: Vec<_> = blocks.iter().map(|block| block.digest).collect();
    Callback::new(move |at: usize| {
        inspector.0.set(Some(Inspection { component: COMPONENTS[at], digest: digests[at], form: form.clone() }));
    })
}

/// The strip of a registered version or an image.
pub fn version_strip(digests: &Digests, filled: [bool; 4], form: CanonicalForm) -> AnyView {
    let blocks = blocks(digests, filled);
    strip(&blocks, inspect(&blocks, form))
}

pub fn build_strip(build: &Build) -> AnyView {
    let form = match build.asked_by.first() {
        Some(version) => CanonicalForm::Version(version.clone()),
        None => CanonicalForm::Image(build.digests.image),
    };
    version_strip(&build.digests, build.filled, form)
}

/// The strip of the version that a run uses.
pub fn run_strip(run: &Run) -> AnyView {
    version_strip(&run.digests, run.filled, CanonicalForm::Version(run.version.clone()))
}
