//! Builds files of real projects.

use crate::{Error, run, tools};

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
