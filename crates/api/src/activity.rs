//! The audit trail: who did what, when, to what, and what that changed.

use crate::{BuildState, VersionReference};
use definition::Digest;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What somebody did, or the workspace did for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Registered a version.
    Register,
    /// Changed description or tags of a version.
    Update,
    /// Changed the labels of an environment.
    Label,
    /// Hid an environment from lists.
    Archive,
    /// Brought an environment back into lists.
    Restore,
    /// Started a run.
    Submit,
    /// Started a build.
    Build,
    /// Started a build of an image that is there.
    Rebuild,
    /// Joined a build on its way.
    Join,
    /// Stopped a build or a run.
    Cancel,
    /// A build ended, with or without an image; or a run.
    Finish,
    /// The server put a build back in the queue.
    Requeue,
    /// Got the image that was there instead of a build.
    Reuse,
    /// Made an older image the current one of its hash.
    Revert,
    /// Tied a version to an image.
    Tie,
    /// Let a version follow its hash again.
    Untie,
    /// Removed an image from the registry.
    Evict,
    /// The server found an image gone from the registry.
    Vanish,
    /// The server found an image in the registry again.
    Reappear,
    /// Uploaded a build context or a file.
    Upload,
    /// Changed the metadata of an uploaded file.
    Annotate,
    /// Deleted an uploaded file, or a build context.
    Delete,
}

/// What it was done to. As text `NAME`, `NAME:VERSION`, `build NUMBER`, `run NUMBER`, `image HASH`,
/// `context DIGEST` or `upload PATH`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Subject {
    /// An environment.
    Environment(String),
    /// A version.
    Version(VersionReference),
    /// A build.
    Build(i64),
    /// A run.
    Run(i64),
    /// An image, by its hash.
    Image(Digest),
    /// A build context, by its digest.
    Context(Digest),
    /// An uploaded file, by its path.
    Upload(String),
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Activity {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done.
    pub action: Action,
    /// To what.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub subject: Subject,
    /// What it changed.
    #[serde(flatten)]
    pub detail: ActivityDetail,
}

/// What an entry of the audit trail says beyond its action and subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ActivityDetail {
    /// The hash of the image that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub image: Option<Digest>,
    /// How many versions used that image then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<u32>,
    /// How a build or a run ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<BuildState>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is different now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// How many more differences there were than are kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u32,
}

/// One difference that somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// What is different (`numpy`, `description`, `label team`).
    pub what: String,
    /// Before; none when it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Now; none when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A page of the audit trail, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ActivityList {
    /// The entries of this page.
    pub items: Vec<Activity>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => formatter.write_str(name),
            Self::Version(reference) => write!(formatter, "{reference}"),
            Self::Build(id) => write!(formatter, "build {id}"),
            Self::Run(id) => write!(formatter, "run {id}"),
            Self::Image(hash) => write!(formatter, "image {hash}"),
            Self::Context(digest) => write!(formatter, "context {digest}"),
            Self::Upload(path) => write!(formatter, "upload {path}"),
        }
    }
}

/// A text that names no subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSubject(String);

impl fmt::Display for NoSubject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is no environment, version, build, run, image, context or upload", self.0)
    }
}

impl std::error::Error for NoSubject {}

impl FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        let none = || NoSubject(text.to_owned());
        if let Some(id) = text.strip_prefix("build ") {
            return id.parse().map(Self::Build).map_err(|_| none());
        }
        if let Some(id) = text.strip_prefix("run ") {
            return id.parse().map(Self::Run).map_err(|_| none());
        }
        if let Some(hash) = text.strip_prefix("image ") {
            return hash.parse().map(Self::Image).map_err(|_| none());
        }
        if let Some(digest) = text.strip_prefix("context ") {
            return digest.parse().map(Self::Context).map_err(|_| none());
        }
        if let Some(path) = text.strip_prefix("upload ") {
            return Ok(Self::Upload(path.to_owned()));
        }
        if text.is_empty() || text.contains(' ') {
            return Err(none());
        }
        Ok(text.parse().map_or_else(|_| Self::Environment(text.to_owned()), Self::Version))
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}

impl TryFrom<String> for Subject {
    type Error = NoSubject;

    fn try_from(text: String) -> Result<Self, NoSubject> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_from_its_own_words() {
        let version = VersionReference { environment: "training".into(), version: "7".into() };
        let subjects = [
            Subject::Environment("training".into()),
            Subject::Version(version),
            Subject::Build(418),
            Subject::Run(7),
            Subject::Image(Digest::of("")),
            Subject::Context(Digest::of("")),
            Subject::Upload("code/my script.py".into()),
        ];
        for subject in subjects {
            assert_eq!(subject.to_string().parse(), Ok(subject));
        }
        assert!("build seven".parse::<Subject>().is_err());
    }
}
