//! One contract for all engines: the same tests for each that this machine can start. Which it cannot, and why, is
//! printed.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cancel;
mod daemons;
mod failures;
mod left;
mod machine;
mod run;
mod steps;
mod whole;
