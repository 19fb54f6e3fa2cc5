//! Builds: from definition to image.

use crate::{Trial, VersionReference};
use definition::{Digest, Digests, PackageSource};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Build {
    /// Its number in this workspace.
    pub id: i64,
    /// The digests of the definition.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// The version of the hash that these digests are of.
    #[serde(default = "crate::first_hash_version")]
    pub hash_version: u32,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// Where it stands.
    pub state: BuildState,
    /// The versions that asked for it, the first one started it. Empty when a bare definition was built.
    pub asked_by: Vec<VersionReference>,
    /// Its steps, in order.
    pub steps: Vec<BuildStep>,
    /// When it was asked for.
    pub queued_at: String,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// Why it failed: the likely cause first, then the last word of the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What is known about failures like this one; none when no rule knows the words of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// Whether an existing image is built again on purpose.
    pub rebuild: bool,
    /// The manifest digest of the image whose packages it installs, exactly those; none when it resolves the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// How many lines its log has.
    pub log_lines: u64,
    /// The reference by digest of the image that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How long the last successful builds with the same steps to do took, in milliseconds; none while unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// What the trial of its image found, also when the build failed because of it; none while the image is not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
}

/// A known cause of failed builds, recognised in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The id of the rule (`pip-no-matching-dist`); it never changes.
    pub rule: String,
    /// What happened, in a few words.
    pub title: String,
    /// What that means and what to do about it.
    pub help: String,
    /// The number of the line that told it; none when the cause itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The package of the definition that it is about; none when the log names none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<ExplainedPackage>,
}

/// A package of a definition that made a build fail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExplainedPackage {
    /// The list that it stands in: `conda` or `pip`.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub source: PackageSource,
    /// Its name.
    pub name: String,
}

/// Where a build stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum BuildState {
    /// Waits for a worker.
    Queued,
    /// Is being done.
    Running,
    /// Made an image.
    Succeeded,
    /// Made none, see the cause.
    Failed,
    /// Was stopped by somebody.
    Cancelled,
}

/// One step of a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BuildStep {
    /// Which.
    pub kind: StepKind,
    /// Where it stands.
    pub state: StepState,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// One line about it (`image 71c0 of 3 days ago`, `64 packages`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// How long it should take, said before it began, in milliseconds; none while unknown, and when it is reused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
}

/// Which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Base image and Docker steps.
    Stage,
    /// Python packages, and Spark packages.
    Python,
    /// Pushing the image and recording its lock.
    Push,
    /// Trying the finished image.
    Trial,
    /// The command of a run. No build has this step; the lines of a run's log do.
    Command,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// Being done.
    Running,
    /// Not needed: its result was there.
    Reused,
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Never begun, because something before it failed or was cancelled.
    Skipped,
}

/// What to build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartBuild {
    /// What to build.
    pub target: BuildTarget,
    /// Whether to build although there is an image. The older image keeps its digest.
    #[serde(default)]
    pub rebuild: bool,
    /// The manifest digest (`sha256:…`) of a recorded image of the same hash: exactly its packages are installed, whatever
    /// the indexes hold by now. That very image is the answer when the registry has it, unless `rebuild` is set. Without
    /// `rebuild`, what is made becomes the current image only of a hash that has none; versions that were tied to the image
    /// that is gone are tied to it. For a version that is tied to an image, that image's lock is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
}

/// What to build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum BuildTarget {
    /// A registered version.
    Version(VersionReference),
    /// The definition that the images of this hash were built from.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    Image(Digest),
    /// A definition in Azure's v1 JSON form.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    Definition(Value),
}

/// A page of builds, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BuildList {
    /// The builds of this page.
    pub items: Vec<Build>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// Its number in the log, the first is 1.
    pub number: u64,
    /// The step that wrote it.
    pub step: StepKind,
    /// Milliseconds since the build began.
    pub at: u64,
    /// The line, without its end.
    pub text: String,
}
