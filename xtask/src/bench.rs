//! Measuring. Numbers are printed, never asserted: a machine's mood is no test.

use crate::{Error, console, run, tools};

/// The benches of the workspace, then a keystroke and a long list in a real browser against the optimised server.
///
/// # Errors
/// When something is missing or does not compile.
pub fn bench() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    tools::system(tools::BROWSER)?;
    console::build()?;
    run::run(&mut run::cargo("build --release --package terrarium"))?;
    run::run(&mut run::cargo("bench --package definition --benches"))?;
    run::run(&mut run::cargo("bench --package terrarium-console --bench browser --bench logs --bench list"))
}
