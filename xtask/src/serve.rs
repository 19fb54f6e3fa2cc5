//! Building Terrarium and starting it on this machine: to serve, and for the screenshots of the README.

use crate::{
    Error,
    build::{self, Parts},
    console, run, tools,
};
use std::os::unix::process::CommandExt as _;

/// Builds what changed and replaces this process with `terrarium serve`, with its data in `.terrarium/`.
///
/// # Errors
/// When something is missing or does not compile.
pub fn serve(arguments: &[String]) -> Result<(), Error> {
    if console::is_stale()? {
        build::build(Parts::Both, &[tools::ENGINE, tools::BUNDLING].concat())?;
    } else {
        build::build(Parts::Server, tools::ENGINE)?;
    }
    // By `exec`, so that the server gets Ctrl-C from the terminal and shuts down cleanly.
    let mut command = run::program(build::program("terrarium"));
    let source = command.args(["serve", "--data", ".terrarium"]).args(arguments).exec();
    Err(Error::Start { command: "terrarium serve".into(), source })
}

/// Builds the binary that contains the console.
///
/// # Errors
/// When it does not compile.
pub fn binary() -> Result<(), Error> {
    println!("\nBuilding the optimized binary, which takes some minutes the first time");
    run::run(&mut run::cargo("build --release --package terrarium"))?;
    println!("target/release/terrarium contains the console and everything else: copy it anywhere");
    Ok(())
}

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
