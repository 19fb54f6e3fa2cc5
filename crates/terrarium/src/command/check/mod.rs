//! `terrarium check`.

mod report;
mod run;
mod sarif;

pub use run::{Check, CheckFormat, check};
