//! The pictures of the README, from the real thing.

use crate::{Error, console, run, tools};

/// Builds what changed, fills a fresh workspace with samples and takes the pictures.
///
/// # Errors
/// When something is missing, does not compile, or a page does not come up.
pub fn screenshots() -> Result<(), Error> {
    tools::system(tools::ENGINE)?;
    tools::system(tools::BROWSER)?;
    console::build()?;
    run::run(&mut run::cargo("build --package terrarium"))?;
    run::run(&mut run::cargo("run --package terrarium-console --example screenshots"))
}
