//! What travels between the workspace and its clients: bodies, errors, events and the paths of the endpoints.
//!
//! Both sides compile these types, so a field cannot be spelled two ways. Times are RFC 3339 text in UTC, sizes are
//! bytes, durations are milliseconds. Unknown fields are refused in what clients send and in nothing else, so that an
//! older client can read what a newer server says.

mod activity;
pub mod amount;
mod build;
mod context;
mod defaults;
mod environment;
mod error;
mod event;
mod evict;
mod health;
mod history;
mod image;
mod image_index;
mod imported;
mod package;
pub mod path;
mod permission;
mod preview;
mod rebuild;
mod run;
mod trial;
mod version;
mod workspace;

pub use activity::{Action, Activity, ActivityDetail, ActivityList, FieldChange, NoSubject, Subject};
pub use build::{
    Build, BuildList, BuildState, BuildStep, BuildTarget, ExplainedPackage, Explanation, LogLine, StartBuild, StepKind,
    StepState,
};
pub use context::{Context, UploadedContext};
pub use defaults::{Defaults, PythonBaseImage, fill_channels};
pub use environment::{
    Environment, EnvironmentFilter, EnvironmentList, EnvironmentSort, FilterCounts, Labels, UpdateEnvironment,
};
pub use error::{Error, ErrorCode, UnknownErrorCode, code};
pub use event::{BuildEvent, RunEvent, WorkspaceEvent};
pub use evict::{EvictRequest, Evicted, Eviction, Room};
pub use health::{DatabaseHealth, DiskHealth, EngineHealth, Health, Limits, Problem, QueueHealth, RegistryHealth};
pub use history::{ChooseImage, ImageHistory, PackageMove, PastImage};
pub use image::{
    Image, ImageFilter, ImageLayer, ImageList, ImagePython, ImageSort, ImageState, LockedPackage, Savings,
    VersionReference,
};
pub use image_index::{INDEX_DIGITS, ImageIndex, MAX_INDEXED, index_key, read_index_key};
pub use imported::ImportedDefinition;
pub use package::{PackageNames, PackageVersion, PackageVersions};
pub use permission::Permission;
pub use preview::{Candidate, Preview, PreviewRequest, PreviewResponse, Verdict};
pub use rebuild::{ExpectedStep, PackageToday, RebuildOutlook, StagePresence, Today, Touched, expected_in_all};
pub use run::{Run, RunCommand, RunDefinition, RunFailure, RunList, RunState, RunTarget, RunTrouble, StartRun};
pub use trial::{FindingKind, FindingLevel, Trial, TrialFinding, TrialFix, TrialOutcome};
pub use version::{
    ComparisonResponse, EnvironmentType, FormerDigests, LostImage, Notes, Register, Registered, Since, UpdateVersion,
    Version, VersionList, VersionSummary,
};
pub use workspace::{RegistryState, Workspace};

/// The version of the hash that a server computes which does not say which one it is.
const fn first_hash_version() -> u32 {
    1
}
