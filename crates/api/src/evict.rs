//! Images that leave the registry to make room. What was recorded of them stays.

use crate::{VersionReference, amount::duration};
use definition::{Digest, Digests, HASH_VERSION};
use serde::{Deserialize, Serialize};

/// Which images to evict. With several conditions, those that all of them hold for; without any, none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EvictRequest {
    /// Only images of these hashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub hashes: Vec<Digest>,
    /// Only those that nobody needs: images of hashes that no version has, and older images of the others.
    #[serde(default)]
    pub unused: bool,
    /// Only those that were neither built nor reused within this many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older_than: Option<u32>,
    /// No more of them than are needed to free this much room, in bytes: those that are worth least go first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<u64>,
    /// Whether to tell only what would go; when not given, true.
    #[serde(default = "dry")]
    pub dry_run: bool,
}

const fn dry() -> bool {
    true
}

/// What goes, or would go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Eviction {
    /// Whether this only tells what would go.
    pub dry_run: bool,
    /// The images that go, in this order: those that nobody needs before the others, and among these first what takes much
    /// room, was not used for long and is quickly built again.
    pub images: Vec<Evicted>,
    /// Images that were asked for and stay, because versions are tied to them.
    pub tied: u32,
    /// How much room the layers take that no other image needs, in bytes; layers of base images are not counted.
    pub frees: u64,
    /// When that room is free.
    pub room: Room,
}

/// One image that goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evicted {
    /// The digests of its definition.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// The version of the hash that these digests are of.
    #[serde(default = "crate::first_hash_version")]
    pub hash_version: u32,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// Its manifest digest.
    pub manifest: String,
    /// The sum of its compressed layers, in bytes; other images may share some.
    pub size: u64,
    /// When it was built.
    pub built_at: String,
    /// Whether its hash stands for it now.
    pub current: bool,
    /// Whether nobody needs it: an older image of its hash, or one of a hash that no version has, or of an older version of
    /// the hash.
    #[serde(default)]
    pub unused: bool,
    /// How long ago it was built or last reused, in milliseconds.
    #[serde(default)]
    pub idle: u64,
    /// How long its build took, in milliseconds: what building it again costs.
    #[serde(default)]
    pub duration: u64,
    /// The versions that then have no image, newest first, at most ten.
    pub loses: Vec<VersionReference>,
    /// How many versions then have no image.
    pub losers: u32,
}

impl Evicted {
    /// Why it goes before others, in words.
    #[must_use]
    pub fn reason(&self) -> String {
        let need = match (self.unused, self.current) {
            _ if self.hash_version != HASH_VERSION => "built under an older version of the hash",
            (true, true) => "no version has it",
            (true, false) => "replaced by a newer one",
            (false, _) => "used by versions",
        };
        let hours = self.idle / 3_600_000;
        let idle = match hours {
            0 => "used within the hour".to_owned(),
            1..48 => format!("not used for {hours} h"),
            _ => format!("not used for {} days", hours / 24),
        };
        format!("{need}, {idle}, built again in {}", duration(self.duration))
    }
}

/// When the room of evicted images is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Room {
    /// At once: the workspace's own registry collects its garbage.
    Now,
    /// When the server starts the next time: now a build is using the registry.
    Restart,
    /// When the registry, which is not the workspace's own, collects its garbage.
    Elsewhere,
}
