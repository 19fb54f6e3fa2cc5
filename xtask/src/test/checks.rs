//! Checks that need no test program.

use super::{azure, browsers};
use crate::{Error, run, tools};
use std::process::Command;

/// Installs what the sections need.
///
/// # Errors
/// When something is missing and cannot be installed.
pub fn tools() -> Result<(), Error> {
    tools::rust()?;
    tools::system(&[tools::ENGINE, tools::BUNDLING].concat())?;
    tools::system(tools::BROWSER)?;
    tools::system(tools::DOCUMENTS)?;
    if let Err(reason) = tools::daemons() {
        // The tests of engines report which they could not start.
        println!("{reason}");
    }
    browsers::prepare();
    azure::prepare()?;
    for tool in [tools::wasm_test_runner, tools::cargo_deny, tools::axe] {
        println!("{}", tool()?.display());
    }
    Ok(())
}

/// # Errors
/// When a file is not formatted.
pub fn format() -> Result<(), Error> {
    run::run(&mut run::cargo("fmt --all --check"))
}

/// # Errors
/// When the licence or the source of a dependency is not allowed.
pub fn deny() -> Result<(), Error> {
    // Advisories need a database that cannot be reached everywhere: `cargo deny check` includes them.
    let mut command: Command = run::program(tools::cargo_deny()?);
    run::run(command.args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

/// # Errors
/// When clippy finds something.
pub fn lints() -> Result<(), Error> {
    run::run(&mut run::cargo("clippy --quiet --workspace --all-targets -- -D warnings"))?;
    // `--all-targets` does not include targets with `test = false`.
    run::run(&mut run::cargo("clippy --quiet --workspace --test * -- -D warnings"))
}

/// # Errors
/// When clippy finds something in the code that is compiled for browsers only.
pub fn console_lints() -> Result<(), Error> {
    run::run(&mut run::cargo(
        "clippy --quiet --package terrarium-console --target wasm32-unknown-unknown -- -D warnings",
    ))
}

/// # Errors
/// When the documentation of a crate cannot be made without warnings.
pub fn documentation() -> Result<(), Error> {
    run::run(run::cargo("doc --quiet --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
}
