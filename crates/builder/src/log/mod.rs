//! The lines of engines and installers on their way to the events of a build.

mod ending;
mod tail;

pub(crate) use ending::with_ending;
pub(crate) use tail::{with_lines, with_tail};
