//! What differs between two definitions, by component and by package.

mod changes;
mod comparison;
mod difference;
mod packages;

pub(crate) use changes::{directives, extra};
pub use comparison::{Change, Comparison, EqualPackage, PackageChange};
pub use difference::{compare, distance, equal_packages, nearest};
pub(crate) use packages::{SOURCES, entries, name as package_name};
