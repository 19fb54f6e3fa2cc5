//! Test vectors and the corpus of real files, as bytes in the test binary, because a browser reads no files.
//!
//! The corpus and its vectors are no part of the repository: without them [`HASH`] is none and [`CORPUS`] is empty.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The published pairs of definitions that must or must not share a hash.
pub const PAIRS: &str = include_str!("../../definition/vectors/pairs-v2.json");

/// The published fingerprints, and how many differences they tell.
pub const FINGERPRINTS: &str = include_str!("../../definition/vectors/fingerprints-v2.json");
