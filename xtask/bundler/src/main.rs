//! Makes what browsers load of the compiled console: the code in chunks, bound to JavaScript and optimized for size,
//! the page and its styles, everything compressed.
//!
//! `cargo xtask` runs it. It is a program of its own because its libraries take longer to compile than the tasks, and
//! can be compiled while the console is.

mod code;
mod compress;
mod error;
mod files;
mod page;

use clap::Parser;
use error::Error;
use std::{path::PathBuf, process::ExitCode};

/// Bundles the console.
#[derive(Parser)]
struct Arguments {
    /// The compiled console, linked with `--emit-relocs`
    #[arg(long)]
    module: PathBuf,
    /// The wasm-opt program of Binaryen
    #[arg(long)]
    wasm_opt: PathBuf,
    /// The page with its `data-trunk` links
    #[arg(long)]
    page: PathBuf,
    /// Where `code/HASH/` and `start.html` are written; what is there is removed
    #[arg(long)]
    work: PathBuf,
    /// Where the bundle is written; what is there is removed
    #[arg(long)]
    dist: PathBuf,
}

fn main() -> ExitCode {
    match bundle(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(arguments: &Arguments) -> Result<(), Error> {
    code::build(&arguments.module, &arguments.wasm_opt, &arguments.work)?;
    page::assemble(&arguments.page, &arguments.dist)?;
    compress::compress(&arguments.dist)?;
    compress::check_budget(&arguments.dist)
}
