//! Build engines: a Dockerfile and its context become a pushed image, and a command runs in a container of an image.
//!
//! Each engine has a folder of its own. What they have in common is beside them: the requests, how the output of a tool
//! becomes lines, how stalled transfers are noticed, and Dockerfiles without here-documents.

mod buildah;
mod certificates;
mod detect;
mod docker;
mod engine;
mod error;
mod heredoc;
mod log;
mod platform;
pub mod process;
mod pull;
mod request;

pub use buildah::Buildah;
pub use certificates::CERTIFICATE_VARIABLES;
pub use detect::{Candidate, Choice, Detected, detect};
pub use docker::{Daemon, Kind};
pub use engine::{Engine, Executor, ImageBuilder};
pub use error::EngineError;
pub use log::LineSender;
pub use platform::server_platform;
pub use request::{Access, CommandRequest, HOST_ENTRY, HOST_NAME, ImageRequest, Mount};
