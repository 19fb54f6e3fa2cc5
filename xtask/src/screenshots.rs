//! The screenshots of the README.

use crate::{Error, console, run, tools};

/// Builds what changed, fills a new workspace with samples and takes the screenshots.
///
/// # Errors
/// When something is missing, does not compile, or a page does not open.
pub fn screenshots() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    tools::system(tools::BROWSER)?;
    console::build()?;
    run::run(&mut run::cargo("build --package terrarium"))?;
    run::run(&mut run::cargo("run --package terrarium-console --example screenshots"))
}
