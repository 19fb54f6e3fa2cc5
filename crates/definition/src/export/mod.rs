//! A definition written in the other forms that people use.

mod conda;
mod dockerfile;
mod expressible;
mod requirements;
mod v2;
mod write;
mod yaml;

pub use write::{ExportError, conda_file, export};
