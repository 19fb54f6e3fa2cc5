//! In which order images are evicted, and how many have to be.

use std::{cmp::Ordering, collections::HashMap};
use store::images::ImageRow;

/// Milliseconds of an hour.
const MILLISECONDS_PER_HOUR: u64 = 60 * 60 * 1000;

/// An image that may be evicted.
pub struct Candidate {
    /// The image.
    pub image: ImageRow,
    /// Whether nobody needs it: an older image of its hash, or one of a hash that no version has.
    pub unused: bool,
    /// How long ago it was built or last reused, in milliseconds.
    pub idle: u64,
}

impl Candidate {
    /// Its size times its idle time, per second that building it again takes.
    fn cost_of_keeping(&self) -> u128 {
        let Self { image: ImageRow { size, duration, .. }, idle, .. } = self;
        u128::from(*size) * u128::from(idle / MILLISECONDS_PER_HOUR + 1) / u128::from(duration / 1000 + 1)
    }
}

/// Unused images come first; among equals the one that costs most to keep.
pub fn first_to_evict(left: &Candidate, right: &Candidate) -> Ordering {
    right
        .unused
        .cmp(&left.unused)
        .then_with(|| right.cost_of_keeping().cmp(&left.cost_of_keeping()))
        .then_with(|| left.image.manifest.cmp(&right.image.manifest))
}

/// Keeps as many candidates as free this many bytes, all when no number is given; returns how much they free. Only layers
/// count that no other image has; layers of base images stay.
pub fn take_enough(going: &mut Vec<Candidate>, staying: &[ImageRow], needed: Option<u64>) -> u64 {
    let mut holders: HashMap<String, u32> = HashMap::new();
    let images = going.iter().map(|candidate| &candidate.image).chain(staying);
    for layer in images.flat_map(|image| &image.layers) {
        *holders.entry(layer.digest.clone()).or_default() += 1;
    }
    let (mut free, mut count) = (0, 0);
    for Candidate { image, .. } in &*going {
        if needed.is_some_and(|needed| free >= needed) {
            break;
        }
        count += 1;
        for layer in &image.layers {
            let remaining = holders.entry(layer.digest.clone()).or_default();
            *remaining = remaining.saturating_sub(1);
            if *remaining == 0 && layer.part != "base image" {
                free += layer.size;
            }
        }
    }
    going.truncate(count);
    free
}
