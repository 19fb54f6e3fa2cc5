//! What pip, and the installer of builds, make of a line of a requirements file.
//!
//! The judges are pip 26 and uv 0.13; `tests/judges.rs` says where they disagree.

mod explain;
mod fault;
mod line;
mod marker;
mod option;

pub use fault::FaultKind;
pub use line::{as_read, fault};
pub use option::OptionLine;
