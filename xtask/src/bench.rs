//! Measurements: benchmarks, and builds of files of real projects. They print numbers and assert nothing, because numbers depend
//! on the machine.

use crate::{Error, console, run, tools};

/// Measures `definition` natively, then a keystroke, a long log and a long list in a real browser against the optimised server,
/// then builds compared with those of a Dockerfile, then the
/// server in workspaces of years.
///
/// # Errors
/// When something is missing or does not compile.
pub fn bench() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    tools::system(tools::BROWSER)?;
    console::build()?;
    run::run(&mut run::cargo("build --release --package terrarium"))?;
    run::run(&mut run::cargo("bench --package terrarium-definition --benches"))?;
    run::run(&mut run::cargo(
        "bench --package harness --bench keystroke --bench logs --bench list --bench builds --bench scale",
    ))
}

/// Builds files of the corpus next to the checkout with a real server, and prints the result of each. `CORPUS_FILES` sets the
/// number of files.
///
/// # Errors
/// When something is missing or does not compile, or the server fails.
pub fn corpus() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    run::run(&mut run::cargo("build --package terrarium"))?;
    run::run(&mut run::cargo("test --test corpus -- --nocapture"))
}
