//! What a file is read into.

use crate::model::Definition;
use serde::{Deserialize, Serialize};

/// The largest file that is read, in bytes. Larger ones are refused before anything is parsed.
pub const MAXIMUM_BYTES: usize = 1 << 20;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A conda environment file.
    Conda,
    /// A pip requirements file.
    Requirements,
    /// A Dockerfile.
    Dockerfile,
    /// Azure's v1 JSON, alone or in a run configuration.
    V1,
    /// Azure's v2 YAML.
    V2,
}

/// What a file was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The kind that it is.
    pub kind: Kind,
    /// Its definition.
    pub definition: Definition,
    /// What was left out, filled in or only partly understood.
    pub notes: Vec<Note>,
}

/// A remark about an imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The line it is about, the first line is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// One sentence.
    pub message: String,
}
