//! The stages of a build: the Docker steps, the packages of Python and Spark, and the finished image.

mod compose;
mod context;
mod docker;
mod dockerfile;
mod install;
mod installer;
mod labels;
mod python;
mod request;
mod spark;

pub(crate) use compose::{check_size, compose};
pub(crate) use context::unpack_context;
pub(crate) use docker::stage_image;
pub(crate) use installer::Installer;
pub use python::explain_package_failure;
