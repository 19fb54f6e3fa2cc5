//! Child processes: started so that they never outlive this one, their output as lines, and whether they stall.

mod child;
mod lines;
mod run;
mod stall;

pub use child::{contained, detached, installed, spawn};
pub(crate) use lines::Lines;
pub use run::run;
pub(crate) use run::run_watched;
pub(crate) use stall::wait_until_stalled;
