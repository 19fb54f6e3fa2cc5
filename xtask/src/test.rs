//! Every check and test, in the order in which a mistake is cheapest to find.

mod azure;
mod firefox;

use crate::{Error, console, run, tools};
use std::{
    process::Command,
    time::{Duration, Instant},
};

type Section = (&'static str, fn() -> Result<(), Error>);

const SECTIONS: &[Section] = &[
    ("Tools", prepare),
    ("Format", || run::run(&mut run::cargo("fmt --all --check"))),
    ("Lints", lints),
    ("Lints of the console", console_lints),
    ("Documentation", documentation),
    ("Licences and sources", deny),
    ("Unit and integration tests", || run::run(&mut run::cargo("test --quiet --workspace"))),
    ("Hash vectors in the browser", vectors),
    ("Console and its budget", console::build),
    ("Story in the browser", || end_to_end("story")),
    ("Places in the browser", || end_to_end("places")),
    ("Accessibility of every screen", || end_to_end("accessibility")),
    ("Long logs in the browser", || end_to_end("logs")),
    ("Story in Firefox", || firefox::end_to_end("story")),
    ("Places in Firefox", || firefox::end_to_end("places")),
    ("Accessibility in Firefox", || firefox::end_to_end("accessibility")),
    ("Long logs in Firefox", || firefox::end_to_end("logs")),
    ("Faults", || end_to_end("faults")),
    ("Environments on this machine", || end_to_end("local")),
    ("Microsoft's clients", azure::end_to_end),
];

/// How a section went.
struct Run {
    name: &'static str,
    time: Duration,
    skipped: bool,
}

/// Runs all sections, stops at the first that fails, and says how it went.
///
/// # Errors
/// The section that failed.
pub fn test() -> Result<(), Error> {
    let mut runs = Vec::new();
    for (index, (name, section)) in SECTIONS.iter().enumerate() {
        println!("\n== {}/{} {name}", index + 1, SECTIONS.len());
        let began = Instant::now();
        let outcome = section();
        let skipped = matches!(outcome, Err(Error::Skipped(_)));
        runs.push(Run { name, time: began.elapsed(), skipped });
        match outcome {
            Ok(()) => {}
            Err(reason) if skipped => println!("{reason}"),
            Err(reason) => {
                summary(&runs, 1);
                return Err(Error::Section { section: name, reason: Box::new(reason) });
            }
        }
    }
    summary(&runs, 0);
    Ok(())
}

fn summary(runs: &[Run], failed: usize) {
    println!();
    for Run { name, time, skipped } in runs {
        let note = if *skipped { " (skipped)" } else { "" };
        println!("{:>8.1} s  {name}{note}", time.as_secs_f64());
    }
    let all: f64 = runs.iter().map(|run| run.time.as_secs_f64()).sum();
    let skipped = runs.iter().filter(|run| run.skipped).count();
    let left = SECTIONS.len() - runs.len();
    let count = |number: usize, word: &str| if number > 0 { format!(", {number} {word}") } else { String::new() };
    let (skips, rest) = (count(skipped, "skipped"), count(left, "not run"));
    println!("\n{} passed, {failed} failed{skips}{rest}, in {:.1} min", runs.len() - failed - skipped, all / 60.0);
}

fn prepare() -> Result<(), Error> {
    tools::rust()?;
    tools::system(tools::ENGINE)?;
    tools::system(tools::BROWSER)?;
    if let Err(reason) = tools::daemons() {
        // The tests of engines say which they could not start.
        println!("{reason}");
    }
    firefox::prepare();
    azure::prepare()?;
    for tool in [tools::trunk, tools::wasm_bindgen, tools::wasm_opt, tools::wasm_split, tools::cargo_deny, tools::axe] {
        println!("{}", tool()?.display());
    }
    Ok(())
}

fn lints() -> Result<(), Error> {
    run::run(&mut run::cargo("clippy --quiet --workspace --all-targets -- -D warnings"))?;
    // Targets with `test = false` are not among all targets.
    run::run(&mut run::cargo("clippy --quiet --workspace --test * -- -D warnings"))
}

fn console_lints() -> Result<(), Error> {
    run::run(&mut run::cargo(
        "clippy --quiet --package terrarium-console --target wasm32-unknown-unknown -- -D warnings",
    ))
}

fn documentation() -> Result<(), Error> {
    run::run(run::cargo("doc --quiet --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
}

fn deny() -> Result<(), Error> {
    // Advisories need a database that is not in reach everywhere: CI elsewhere runs `cargo deny check` whole.
    let mut command: Command = run::program(tools::cargo_deny()?);
    run::run(command.args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

/// The tests of `definition` once more, in the browser: the same bytes must give the same digests there.
fn vectors() -> Result<(), Error> {
    let driver = run::find("chromedriver").ok_or_else(|| Error::Missing("install chromedriver".into()))?;
    // Not quiet: the runner does not know that option.
    run::run(
        run::cargo("test --package definition --target wasm32-unknown-unknown")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner()?)
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120"),
    )
}

/// One of the tests that need the built console, a browser and an engine.
fn end_to_end(name: &str) -> Result<(), Error> {
    run::run(&mut rehearsal(name)?)
}

/// Its command, in Chromium.
fn rehearsal(name: &str) -> Result<Command, Error> {
    let mut command = run::cargo("test --workspace --test");
    command.args([name, "--", "--nocapture", "--test-threads=1"]).env("TERRARIUM_AXE", tools::axe()?);
    command.env("TERRARIUM_BROWSER", "chromium");
    Ok(command)
}
