//! The project's tasks: `cargo xtask serve`, `cargo xtask test` and others.
//!
//! A task installs missing tools into the user's cache and prints what it installs. In the repository it writes only to
//! `dist/`, `.terrarium/`, `docs/pictures/` and cargo's target folder.

mod bench;
mod build;
mod compilation;
mod console;
mod error;
mod fuzz;
mod progress;
mod run;
mod serve;
mod test;
mod tools;

use clap::{Parser, Subcommand};
use error::Error;
use std::process::ExitCode;

/// The tasks of Terrarium.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build Terrarium and start it on this machine; arguments are passed to `terrarium serve`
    Serve {
        /// For example `--listen 127.0.0.1:9000`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and test, or some of them
    Test(test::Options),
    /// Build the console into `dist/`, and the binary that contains it
    Build,
    /// Run the benchmarks
    Bench,
    /// Take the screenshots of the README
    Screenshots,
    /// Check that Trunk makes the same bundle of the console as `build`
    Trunk,
    /// Build and try files of real projects, from a folder next to the checkout, and print a table
    Corpus,
    /// Fuzz the parsers with libFuzzer
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Serve { arguments } => serve::serve(&arguments),
        Task::Test(options) => return test::test(&options),
        Task::Build => console::build().and_then(|()| serve::binary()),
        Task::Bench => bench::bench(),
        Task::Screenshots => serve::screenshots(),
        Task::Trunk => console::compare_bundles(),
        Task::Corpus => bench::corpus(),
        Task::Fuzz(options) => fuzz::fuzz(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}
