//! A definition that was read from files.

use definition::{Kind, MissingFile, Note};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What files were understood as. Nothing is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImportedDefinition {
    /// The path of the file with the definition; none when it came without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What it is: `conda`, `requirements`, `dockerfile`, `v1` or `v2`.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub kind: Kind,
    /// The definition in Azure's v1 JSON form, as registrations, previews, builds and runs take it.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub definition: Value,
    /// The files that it was read together with, by their paths from the folder of `file`.
    pub companions: Vec<String>,
    /// The files that it is not whole without and that did not come: `path`, `line` in the definition, `message`, `help`.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub missing: Vec<MissingFile>,
    /// What was left out, filled in or only partly understood: `line`, `message`.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub notes: Vec<Note>,
}
