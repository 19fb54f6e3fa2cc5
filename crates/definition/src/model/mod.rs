//! A definition as people write it, and the types that every other part of this crate shares.

mod component;
mod definition;
mod import_error;

pub use component::{Component, PackageSource};
pub use definition::{BuildContext, Definition, Dependency, Platform, SparkPackage};
pub use import_error::ImportError;
