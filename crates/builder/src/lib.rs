//! From plan to image: engines, the registry, packages and their lock.
//!
//! This crate knows definitions and plans. It does not know the workspace's HTTP interface: what happens during a
//! build leaves as [`Event`]s, and whoever runs the build stores and shows them.

mod builder;
mod engine;
mod error;
mod event;
pub mod packages;
mod registry;

pub use builder::{Builder, Built, Layer, Locked, PackageManager, Settings};
pub use engine::{Engine, EngineStep};
pub use error::{BuildError, EngineError};
pub use event::{Event, EventSender, Step};
pub use registry::{Presence, Registry};
