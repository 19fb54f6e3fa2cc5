//! Terrarium in one binary: the workspace (`serve`), and its client for terminals and scripts.
//!
//! Nothing is decided here: digests and imports come from `definition`, verdicts and numbers from the server. What a
//! command finds goes to standard output, what it has to say about itself to standard error.

mod arguments;
mod client;
mod command;
mod console;
mod failure;
mod file;
mod folder;
mod local;
mod logging;

use arguments::{Arguments, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let (json, failed) = (command.json(), command.failed());
    match run(command) {
        Ok(code) => code,
        Err(failure) => {
            failure.report(json);
            failed
        }
    }
}

fn run(command: Command) -> Result<ExitCode, failure::Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => command::serve(serve).await,
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
