//! Files of real projects, built and tried.

use crate::{Error, run, tools};

/// Builds files of the corpus beside the checkout with a real server, and prints what became of each. `CORPUS_FILES` says
/// how many.
///
/// # Errors
/// When something is missing or does not compile, or the server fails.
pub fn corpus() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    run::run(&mut run::cargo("build --package terrarium"))?;
    run::run(&mut run::cargo("test --test corpus -- --nocapture"))
}
