//! Runs: a command in an environment, on the machine of the workspace.

use crate::VersionReference;
use definition::{Digest, Digests};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Run {
    /// Its number in this workspace.
    pub id: i64,
    /// The name that it was given to find it by; no other run has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What people call it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// What it belongs to; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub experiment: String,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// The version that it runs in.
    pub version: VersionReference,
    /// The digests of that version.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// Where it stands.
    pub state: RunState,
    /// What it runs.
    pub command: RunCommand,
    /// The variables that it gets besides those of the environment, and in place of those with the same name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    /// The names of further variables whose values are secrets. They are kept until the run begins, and never shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The digest of the files that it finds in `/workspace`; none for an empty folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub code: Option<Digest>,
    /// The build that makes or made its image.
    pub build: i64,
    /// The reference by digest of its image, as soon as there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who asked for it.
    pub submitted_by: String,
    /// When it was asked for.
    pub submitted_at: String,
    /// When the command began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// The exit code of the command, when it ended by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<RunFailure>,
    /// How many lines its log has.
    pub log_lines: u64,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Has its image and waits for its turn.
    Queued,
    /// Waits for its image, which is being built.
    Building,
    /// The command runs.
    Running,
    /// The command ended with exit code 0.
    Completed,
    /// It did not, see the failure.
    Failed,
    /// Was stopped by somebody.
    Cancelled,
}

impl RunState {
    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunFailure {
    /// What went wrong; programs decide by it.
    pub kind: RunTrouble,
    /// What happened and what to do, in words.
    pub message: String,
}

/// What went wrong with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunTrouble {
    /// Its image could not be built; `build` says which build failed.
    Build,
    /// The command ended with another exit code than 0.
    Exit,
    /// There is no such command in the image, or it may not be executed.
    Command,
    /// The server ended while the command ran. It is not run again by itself: it may have done half of its work.
    Interrupted,
    /// It took longer than this workspace lets a run take.
    Time,
    /// Image, files, engine or disk: the machine could not do it.
    Machine,
}

/// What a run runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunCommand {
    /// A program and its arguments; no shell reads them.
    Words(Vec<String>),
    /// A line that `/bin/sh` in the container reads.
    Shell(String),
}

/// A run to start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartRun {
    /// What it runs in.
    pub target: RunTarget,
    /// What it runs.
    pub command: RunCommand,
    /// Variables besides those of the environment, and in place of those with the same name. A value is a secret when it
    /// looks like one, or when its name says so (`HF_TOKEN`, `DB_PASSWORD`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    /// The digest of uploaded files (`POST /api/contexts`) that it finds in `/workspace`, where it starts. Without them the
    /// folder is empty. What the command writes there is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub code: Option<Digest>,
    /// A name to find it by. A second run with the name of another is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// What it belongs to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub experiment: String,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// What a run runs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunTarget {
    /// A registered version; `latest` is the newest.
    Version(VersionReference),
    /// A definition, which is registered when it is new.
    Definition(RunDefinition),
}

/// A definition that a run brings along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RunDefinition {
    /// The definition in Azure's v1 JSON form.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub definition: Value,
    /// The environment that it becomes a version of; without it one that is named after the hash (`Autosave_…`) and that lists
    /// leave out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// A page of runs, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunList {
    /// The runs of this page.
    pub items: Vec<Run>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
