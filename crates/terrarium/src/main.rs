//! Terrarium in one binary: the workspace (`serve`), and its client for terminals and scripts.
//!
//! Nothing is decided here: digests and imports come from `definition`, verdicts and numbers from the server. Results go to
//! standard output, messages to standard error.

// They panic when a pipe is closed; `output` does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod client;
mod command;
mod command_line;
mod console;
mod failure;
mod file;
mod folder;
mod local;
mod options;
mod output;

use clap::Parser as _;
use command_line::{Arguments, Command};
use failure::Failure;
use std::process::ExitCode;

/// As if the signal of a closed pipe had ended the process, which is how other programs end there.
const OUTPUT_CLOSED: u8 = 128 + 13;

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let (json, failure_code) = (command.json(), command.failure_code());
    match run(command) {
        Ok(code) => code,
        Err(Failure::OutputClosed) => ExitCode::from(OUTPUT_CLOSED),
        Err(failure) => {
            failure.report(json);
            failure_code
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => Box::pin(command::serve(*serve)).await,
            Command::Hash(hash) => command::hash(&hash),
            Command::Check(check) => command::check(&check),
            Command::Preview(preview) => command::preview(&preview).await,
            Command::Register(register) => command::register(&register).await,
            Command::Build(build) => command::build(&build).await,
            Command::Run(run) => command::run(&run).await,
            Command::Submit(submit) => command::submit(&submit).await,
            Command::Runs(runs) => command::runs(&runs).await,
            Command::Pull(pull) => command::pull(&pull).await,
            Command::Evict(evict) => command::evict(&evict).await,
            Command::Export(export) => command::export(&export).await,
            Command::AzureConfig(config) => command::azure_config(&config),
        }
    })
}
