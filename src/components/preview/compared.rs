//! Images that a draft is compared with.

use crate::titles::version_title;
use ::api::{LockedPackage, Trial, VersionReference};
use definition::{Digest, Target};

/// An image to compare with.
#[derive(Debug)]
pub struct ComparedImage {
    pub hash: Digest,
    /// The versions that use it, newest first.
    pub used_by: Vec<VersionReference>,
    /// The definition that it was built from.
    pub target: Target,
    pub lock: Vec<LockedPackage>,
    pub trial: Option<Trial>,
}

/// Images of one hash with the same versions are equal.
impl PartialEq for ComparedImage {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.used_by == other.used_by
    }
}

impl ComparedImage {
    /// The version that the image is named after: the origin of the draft, if that uses it, else the newest.
    pub fn version(&self, origin: Option<&VersionReference>) -> Option<&VersionReference> {
        let named = self.used_by.iter().find(|version| Some(*version) == origin);
        named.or(self.used_by.first())
    }

    /// The name of the image (`training 7`).
    pub fn title(&self, origin: Option<&VersionReference>) -> String {
        self.version(origin).map_or_else(|| format!("image {}", self.hash.short()), version_title)
    }
}
