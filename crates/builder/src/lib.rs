//! From plan to image: engines, the registry, packages and their lock.
//!
//! This crate knows definitions and plans. It does not know the workspace's HTTP interface: what happens during a
//! build leaves as [`Event`]s, and whoever runs the build stores and shows them.

mod base;
mod blobs;
mod builder;
mod cause;
mod causes;
mod child;
mod command;
mod configuration;
mod context;
mod credentials;
mod dockerfile;
mod ending;
mod engine;
mod error;
mod event;
mod finish;
mod image;
mod labels;
mod layers;
mod manifest;
mod mirror;
pub mod packages;
mod patience;
mod python;
mod pythons;
mod registry;
mod registry_process;
mod room;
mod spark;
mod stage;
mod tail;
mod trial;

pub use base::{DEFAULT_BASE_IMAGE, PythonBaseImage, python_base_images};
pub use builder::{Builder, Order, Settings};
pub use causes::{Named, Recognised, Rule, recognise, rule};
pub use command::{Command, Ended};
pub use credentials::{Credentials, CredentialsError, Login};
pub use engine::{
    Access, Buildah, Candidate, Choice, Daemon, Detected, Engine, EngineRun, EngineStep, Folder, HOST_ENTRY, HOST_NAME,
    Kind, Setting, detect,
};
pub use error::{BuildError, EngineError};
pub use event::{Event, EventSender, Step};
pub use image::{Built, Layer, Locked, PackageManager};
pub use mirror::{Mirror, NoMirror};
pub use registry::{Presence, Registry};
pub use registry_process::{RegistryProcess, RegistryProcessError};
pub use room::Room;
pub use trial::{FailedTrial, Finding, FindingKind, Fix, Interpreter, Level, Outcome, Package, Trial, TrialOrder};
