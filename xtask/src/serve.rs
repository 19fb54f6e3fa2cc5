//! Terrarium on this machine, for the person at the keyboard.

use crate::{
    Error,
    build::{self, Parts},
    console, run, tools,
};
use std::os::unix::process::CommandExt as _;

/// Builds what changed and becomes `terrarium serve`, with its data in `.terrarium/`.
///
/// # Errors
/// When something is missing or does not compile.
pub fn serve(arguments: &[String]) -> Result<(), Error> {
    if console::is_stale()? {
        build::build(Parts::Both, &[tools::ENGINE, tools::BUNDLING].concat())?;
    } else {
        build::build(Parts::Server, tools::ENGINE)?;
    }
    // Becoming the server, not starting it, lets it hear an interrupt from the terminal and finish in order.
    let mut command = run::program(build::program("terrarium"));
    let source = command.args(["serve", "--data", ".terrarium"]).args(arguments).exec();
    Err(Error::Start { command: "terrarium serve".into(), source })
}

/// Builds the one binary with the console in it.
///
/// # Errors
/// When it does not compile.
pub fn binary() -> Result<(), Error> {
    println!("\nBuilding the binary, optimized: takes some minutes the first time");
    run::run(&mut run::cargo("build --release --package terrarium"))?;
    println!("target/release/terrarium holds the console and everything else: copy it anywhere");
    Ok(())
}
