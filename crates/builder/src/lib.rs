//! A plan becomes an image: its stages, its layers, the base images that are made here, the trial of what was built, and
//! why a build failed.
//!
//! Engines and packages are crates of their own, which do not know each other: a recipe of [`packages`] becomes a request
//! to an [`engine`] here. This crate does not know the API of the workspace: what happens during a build leaves as
//! [`Event`]s, and whoever runs the build stores and shows them.

mod base;
mod builder;
mod causes;
mod command;
mod error;
mod event;
mod garbage;
mod job;
mod layers;
mod log;
mod order;
mod pythons;
mod registry_process;
mod report;
mod stages;
mod trial;

pub use base::{DEFAULT_BASE_IMAGE, PythonBaseImage, python_base_images};
pub use builder::Builder;
pub use causes::{Named, Recognised, Rule, recognise, rule};
pub use command::Command;
pub use engine::{
    Access, Buildah, Candidate, Choice, CommandRequest, Daemon, Detected, Engine, EngineError, Executor, HOST_ENTRY,
    HOST_NAME, ImageBuilder, ImageRequest, Kind, LineSender, Mount, detect,
};
pub use error::BuildError;
pub use event::{Event, EventSender, Step};
pub use garbage::Room;
pub use job::Ended;
pub use order::{Built, Layer, Order, Settings, TrialOrder};
pub use packages::{self, Locked, PackageManager};
pub use registry::{Credentials, CredentialsError, Login, Mirror, NoMirror, Presence, Registry};
pub use registry_process::{RegistryProcess, RegistryProcessError};
pub use report::{FailedTrial, Finding, FindingKind, Fix, Interpreter, Level, Outcome, Package, Trial};
pub use stages::explain_package_failure;
