//! The index of image hashes that clients keep, to know a hit from a miss without asking.

use definition::Digest;
use serde::{Deserialize, Serialize};

/// How many digits of a hash stand in the index. Whoever finds one there asks for a preview to be sure.
pub const INDEX_DIGITS: usize = 12;

/// How many images the index holds at first, those built last, so that reading it takes no longer in a workspace of years.
pub const MAX_INDEXED: usize = 4_000;

/// The hashes of which the workspace has an image: those built last, or what changed since a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImageIndex {
    /// To be sent as `since` to get what changed after this.
    pub cursor: String,
    /// Whether `images` replaces everything that was read before, and is not only what changed.
    pub whole: bool,
    /// Whether images built earlier were left out: a hash that is not here may have an image then, and a preview tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The first 12 digits of hash and stage, and the newest version that uses the image (`training:7`, empty when none
    /// does).
    pub images: Vec<(String, String, String)>,
    /// The first 12 digits of hashes that have no image any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// A digest as far as it stands in the index, as a number.
#[must_use]
pub fn index_key(digest: Digest) -> u64 {
    digest.leading() >> (64 - 4 * INDEX_DIGITS)
}

/// The number that the digits in an index stand for; none when they are no such digits.
#[must_use]
pub fn read_index_key(digits: &str) -> Option<u64> {
    (digits.len() == INDEX_DIGITS).then(|| u64::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_digest_give_the_same_key() {
        let digest = Digest::of("an image");
        assert_eq!(read_index_key(&digest.to_string()[..INDEX_DIGITS]), Some(index_key(digest)));
        assert_eq!((read_index_key("12"), read_index_key("12345678901g")), (None, None));
    }
}
