//! The labels of images.

use definition::{Digest, HASH_VERSION, Plan};
use packages::Locked;
use std::collections::BTreeMap;

type Labels = Vec<(String, String)>;

const BASE_DIGEST: &str = "org.terrarium.base-digest";
const BASE_LAYERS: &str = "org.terrarium.base-layers";

fn label(name: &str, value: &impl ToString) -> (String, String) {
    (format!("org.terrarium.{name}"), value.to_string())
}

/// Those of the image of step 1, which say on which base image it stands: its manifest digest and the number of its layers. What is unknown
/// is empty, because images inherit the labels of their base image.
pub(super) fn of_base(base: Option<(&str, usize)>) -> Labels {
    let (digest, layers) = base.map_or_else(Default::default, |(digest, layers)| (digest, layers.to_string()));
    vec![(BASE_DIGEST.into(), digest.into()), (BASE_LAYERS.into(), layers)]
}

/// The manifest digest of the base image and the number of its layers, from the labels of an image.
pub(super) fn base(labels: &BTreeMap<String, String>) -> Option<(String, usize)> {
    Some((labels.get(BASE_DIGEST)?.clone(), labels.get(BASE_LAYERS)?.parse().ok()?))
}

/// Those that a finished image has on top of those of step 1.
pub(super) fn of_image(plan: &Plan, lock: &[Locked]) -> Result<Labels, serde_json::Error> {
    let digests = &plan.digests;
    let mut labels = vec![
        label("base", &digests.base),
        label("hash", &digests.image),
        label("hash-version", &HASH_VERSION),
        label("lock", &Digest::of(&serde_json::to_string(lock)?)),
        label("python", &digests.python),
        label("spark", &digests.spark),
        label("stage", &digests.stage),
        label("steps", &digests.steps),
    ];
    labels.extend(digests.extras.map(|extras| label("extras", &extras)));
    Ok(labels)
}
