//! The conda and pip lists of a definition, line by line.

mod line;
mod row;

pub(crate) use line::{LineKind, PackageLine};
pub(crate) use row::is_package;
pub use row::{Place, Row, rows};
