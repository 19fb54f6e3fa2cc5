//! What the event streams carry. Each event is JSON in the `data` of a server-sent event whose `id` is its sequence
//! number; a client that comes back with `Last-Event-ID` gets what it missed.

use crate::{Build, LogLine, Run};
use serde::{Deserialize, Serialize};

/// An event of one build, at [`crate::path::build_events`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum BuildEvent {
    /// The build as it now is: state or steps changed. The id of the last line before it is repeated.
    Build(Box<Build>),
    /// Lines of the log, in order, as many as there are to tell; the id of the event is the number of the last one.
    Lines(Vec<LogLine>),
}

/// An event of one run, at [`crate::path::run_events`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum RunEvent {
    /// The run as it now is. The id of the last line before it is repeated.
    Run(Box<Run>),
    /// Lines of the log, in order, as many as there are to tell; the id of the event is the number of the last one.
    Lines(Vec<LogLine>),
}

/// Something changed in the workspace, at [`crate::path::EVENTS`]; whoever shows it asks again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum WorkspaceEvent {
    /// An environment got a version, was archived or restored, or has other labels or tags; its name.
    Environment(String),
    /// A build changed its state; its number.
    Build(i64),
    /// A run changed its state; its number.
    Run(i64),
    /// An image was made or removed; its hash.
    Image(String),
    /// The registry became reachable or unreachable.
    Registry(bool),
    /// Other versions of Python can be had than before.
    Pythons,
    /// The client missed events: everything may have changed.
    Everything,
}
