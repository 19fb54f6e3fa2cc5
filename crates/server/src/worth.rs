//! What images are worth: which go first, and how many have to go.

use crate::store::images::Stored;
use std::{cmp::Ordering, collections::HashMap};

/// Milliseconds of an hour.
const HOUR: u64 = 60 * 60 * 1000;

/// An image that may go.
pub struct Weighed {
    /// The image.
    pub image: Stored,
    /// Whether nobody needs it: an older image of its hash, or one of a hash that no version has.
    pub unused: bool,
    /// How long ago it was built or last reused, in milliseconds.
    pub idle: u64,
}

impl Weighed {
    /// The room that it takes for the time that it was not used, for each second that building it again takes.
    fn burden(&self) -> u128 {
        let Self { image: Stored { size, duration, .. }, idle, .. } = self;
        u128::from(*size) * u128::from(idle / HOUR + 1) / u128::from(duration / 1000 + 1)
    }
}

/// What nobody needs goes before the rest; among these the greatest burden first.
pub fn least_first(left: &Weighed, right: &Weighed) -> Ordering {
    right
        .unused
        .cmp(&left.unused)
        .then_with(|| right.burden().cmp(&left.burden()))
        .then_with(|| left.image.manifest.cmp(&right.image.manifest))
}

/// Leaves as many of the images that may go as free this many bytes, all when none are named; how much they free. Room is
/// that of layers which no image has that stays; layers of base images stay.
pub fn enough(going: &mut Vec<Weighed>, staying: &[Stored], wanted: Option<u64>) -> u64 {
    let mut holders: HashMap<String, u32> = HashMap::new();
    let images = going.iter().map(|weighed| &weighed.image).chain(staying);
    for layer in images.flat_map(|image| &image.layers) {
        *holders.entry(layer.digest.clone()).or_default() += 1;
    }
    let (mut free, mut count) = (0, 0);
    for Weighed { image, .. } in &*going {
        if wanted.is_some_and(|wanted| free >= wanted) {
            break;
        }
        count += 1;
        for layer in &image.layers {
            let left = holders.entry(layer.digest.clone()).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 && layer.part != "base image" {
                free += layer.size;
            }
        }
    }
    going.truncate(count);
    free
}
