//! What is found out without running anything.

use super::{azure, browsers};
use crate::{Error, run, tools};
use std::process::Command;

/// Installs what all sections need.
///
/// # Errors
/// When something can neither be found nor installed.
pub fn tools() -> Result<(), Error> {
    tools::rust()?;
    tools::system(&[tools::ENGINE, tools::BUNDLING].concat())?;
    tools::system(tools::BROWSER)?;
    if let Err(reason) = tools::daemons() {
        // The tests of engines report which ones they could not start.
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
/// When a dependency has another licence or source than the project allows.
pub fn deny() -> Result<(), Error> {
    // Advisories need a database that is not in reach everywhere: `cargo deny check` looks at them too.
    let mut command: Command = run::program(tools::cargo_deny()?);
    run::run(command.args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

/// # Errors
/// When clippy finds something.
pub fn lints() -> Result<(), Error> {
    run::run(&mut run::cargo("clippy --quiet --workspace --all-targets -- -D warnings"))?;
    // Targets with `test = false` are not among all targets.
    run::run(&mut run::cargo("clippy --quiet --workspace --test * -- -D warnings"))
}

/// # Errors
/// When clippy finds something in what is compiled for browsers alone.
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
