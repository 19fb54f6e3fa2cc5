//! What an entry of the audit trail is about, as the column `subject` spells it.

use crate::{Error, unreadable, versions::VersionKey};
use definition::Digest;
use std::fmt;

/// What something was done to. As text `NAME`, `NAME:VERSION`, `build NUMBER`, `run NUMBER`, `image HASH`,
/// `context DIGEST` or `upload PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An environment.
    Environment(String),
    /// A version.
    Version(VersionKey),
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

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => formatter.write_str(name),
            Self::Version(VersionKey { environment, version }) => write!(formatter, "{environment}:{version}"),
            Self::Build(id) => write!(formatter, "build {id}"),
            Self::Run(id) => write!(formatter, "run {id}"),
            Self::Image(hash) => write!(formatter, "image {hash}"),
            Self::Context(digest) => write!(formatter, "context {digest}"),
            Self::Upload(path) => write!(formatter, "upload {path}"),
        }
    }
}

impl Subject {
    /// The subject of a text.
    pub(super) fn of_text(text: &str) -> Result<Self, Error> {
        let found = match text.split_once(' ') {
            Some(("build", id)) => id.parse().ok().map(Self::Build),
            Some(("run", id)) => id.parse().ok().map(Self::Run),
            Some(("image", hash)) => hash.parse().ok().map(Self::Image),
            Some(("context", digest)) => digest.parse().ok().map(Self::Context),
            Some(("upload", path)) => Some(Self::Upload(path.to_owned())),
            Some(_) => None,
            None if text.is_empty() => None,
            None => Some(match text.split_once(':') {
                Some((environment, version)) if !environment.is_empty() && !version.is_empty() => {
                    Self::Version(VersionKey { environment: environment.to_owned(), version: version.to_owned() })
                }
                _ => Self::Environment(text.to_owned()),
            }),
        };
        found.ok_or_else(|| unreadable(format!("{text:?} is no subject of the audit trail")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_spelled_as_they_always_were() {
        let version = VersionKey { environment: "training".into(), version: "7".into() };
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for (subject, text) in [
            (Subject::Environment("training".into()), "training"),
            (Subject::Version(version), "training:7"),
            (Subject::Build(418), "build 418"),
            (Subject::Run(7), "run 7"),
            (Subject::Image(Digest::of("")), &format!("image {empty}")),
            (Subject::Context(Digest::of("")), &format!("context {empty}")),
            (Subject::Upload("code/my script.py".into()), "upload code/my script.py"),
        ] {
            assert_eq!(subject.to_string(), text);
            assert_eq!(Subject::of_text(text).unwrap(), subject);
        }
        for text in ["", "build seven", "image 71c0", "training 7"] {
            assert!(Subject::of_text(text).is_err(), "{text}");
        }
    }
}
