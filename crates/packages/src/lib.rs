//! Packages of Python, conda and Spark: what indexes and channels offer, and how packages are resolved, installed and
//! locked.
//!
//! A [`Recipe`] says which commands install the packages of a definition and which folders these commands see; whoever
//! has an engine carries it out. Nothing that people typed becomes a line of a Dockerfile or of a shell: it travels in
//! files, and the scripts that read them have the same text in every build.

mod address;
mod cache;
pub mod catalogue;
mod conda;
mod error;
mod failure;
mod folders;
mod from_lock;
mod http;
mod installed;
mod lock;
mod log;
mod pip;
mod platform;
mod python;
mod recipe;
mod resolve;
pub mod spark;

pub use address::{masked, public, shown};
pub use cache::{mark_used, trim_caches};
pub use error::{PackageError, UvFailure};
pub use failure::{Failure, failure};
pub use folders::{ENVIRONMENT, FolderAccess, PROGRAMS, PYTHONS, RecipeFolder, UV as UV_FOLDER};
pub use from_lock::compare;
pub use lock::{Locked, PackageManager, PackageRequest, Resolved};
pub use log::LogSender;
pub use pip::{Indexes, normalised, uv_folder, uv_folder_for};
pub use python::{
    Download, ImagePythons, PYTHON_IN_LOG, check_download, list_downloads, provide_python, python_in_log,
};
pub use recipe::{Recipe, environment, environment_folder, lock, prepare};
pub use resolve::resolve;
