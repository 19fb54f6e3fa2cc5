//! Previews: digests in, verdict out.

use crate::rebuild::StagePresence;
use crate::{ExpectedStep, Image, LostImage, VersionReference};
use definition::{Digest, Digests, Fingerprint, Outside};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What to look up: digests, a definition, or both lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    /// Digests that the client computed, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub digests: Vec<Digests>,
    /// The fingerprint that belongs to each of `digests`, or none at all. With it the candidates are the nearest of all
    /// images, without it those that share most components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub fingerprints: Vec<Fingerprint>,
    /// How many Python packages each of these asks for, to predict by builds of about as many; may be left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<u32>,
    /// Definitions in Azure's v1 JSON form, for scripts, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub definitions: Vec<Value>,
}

/// One answer for each question, in order, digests before definitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PreviewResponse {
    /// The answers.
    pub previews: Vec<Preview>,
}

/// What would happen if this were submitted now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The digests asked about.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// Whether an image will be reused.
    pub verdict: Verdict,
    /// Why the verdict is unknown, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// With a miss: the image that there was, which the registry no longer has. It can be built again from its lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostImage>,
    /// The recorded image of this hash; with an unknown verdict too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Whether the image of step 1 is there.
    pub stage: StagePresence,
    /// How long each step would take that may have to be done.
    #[serde(default)]
    pub expected: Vec<ExpectedStep>,
    /// The build of this hash that is queued or running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<i64>,
    /// Cached images to compare with, the nearest first, at most five. None of them is known to be gone.
    pub candidates: Vec<Candidate>,
    /// Whether images are still being put into the index of the nearest, as after opening a workspace of an older release:
    /// asking again may bring nearer candidates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reading: bool,
    /// What stands outside the definition, when a definition was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub outside: Vec<Outside>,
}

/// Whether an image will be reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A build of this hash is recorded and the registry has its manifest.
    Hit,
    /// Recorded nowhere, or gone from the registry.
    Miss,
    /// The registry does not answer in time.
    Unknown,
}

/// A cached image to compare with. Its definition is at [`crate::path::image`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// Its hash.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub hash: Digest,
    /// Versions that use it, newest first, at most three.
    pub used_by: Vec<VersionReference>,
}
