//! One contract for all engines: the same tests for each that this machine can start. Which it cannot, and why, is
//! printed.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cancel;
mod daemons;
mod detecting;
mod failures;
mod left;
mod machine;
mod reading;
mod real;
mod run;
mod stalling;
mod steps;
mod whole;
