//! The project's tasks: `cargo xtask serve`, `cargo xtask test` and their kin.
//!
//! A task installs what it misses into a folder of the user, says so, and is quick the second time. It never writes
//! into the repository but to `dist/`, `.terrarium/`, `docs/pictures/` and cargo's target folder.

mod bench;
mod build;
mod compilation;
mod console;
mod corpus;
mod error;
mod fuzz;
mod progress;
mod run;
mod screenshots;
mod serve;
mod test;
mod tools;
mod trunk;

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
    /// Bring Terrarium up on this machine; arguments go to `terrarium serve`
    Serve {
        /// For example `--listen 127.0.0.1:9000`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and test, or some of them, and say how each went
    Test(test::Options),
    /// Build the console into `dist/` and the one binary with the console in it
    Build,
    /// Measure: the pure parts natively, a keystroke in a real browser
    Bench,
    /// Make the pictures of the README anew
    Screenshots,
    /// Check that Trunk bundles the console as `build` does
    Trunk,
    /// Build and try files of real projects, which lie beside the checkout, and print a table
    Corpus,
    /// Feed the readers of files with what libFuzzer makes up
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Serve { arguments } => serve::serve(&arguments),
        Task::Test(options) => return test::test(&options),
        Task::Build => console::build().and_then(|()| serve::binary()),
        Task::Bench => bench::bench(),
        Task::Screenshots => screenshots::screenshots(),
        Task::Trunk => trunk::trunk_gives_the_same(),
        Task::Corpus => corpus::corpus(),
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
