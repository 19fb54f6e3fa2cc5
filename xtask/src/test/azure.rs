//! Microsoft's own clients, where they can be had.

use crate::{Error, tools};
use std::{path::PathBuf, process::Command};

/// An SDK, how the tests are told of its Python, and how it is had.
type Sdk = (&'static str, &'static str, fn() -> Result<PathBuf, Error>);

const SDKS: &[Sdk] = &[
    ("azureml-core", "TERRARIUM_AZUREML_CORE", tools::azureml_core),
    ("azure-ai-ml", "TERRARIUM_AZURE_AI_ML", tools::azure_ai_ml),
];

/// Says where each SDK is, or why it is not.
///
/// # Errors
/// When one cannot be installed that could be.
pub fn prepare() -> Result<(), Error> {
    for (name, _, install) in SDKS {
        match install() {
            Ok(python) => println!("{}", python.display()),
            Err(reason @ Error::Skipped(_)) => println!("no tests with {name}: {reason}"),
            Err(reason) => return Err(reason),
        }
    }
    Ok(())
}

/// The tests with each SDK that there is; those of one that is missing report it themselves.
///
/// # Errors
/// When an SDK cannot be installed that could be; that all are skipped, where no SDK can be had.
pub fn with_sdks(mut command: Command) -> Result<Command, Error> {
    let mut missing = Vec::new();
    for (_, variable, install) in SDKS {
        match install() {
            Ok(python) => {
                command.env(variable, python);
            }
            Err(Error::Skipped(reason)) => missing.push(reason),
            Err(reason) => return Err(reason),
        }
    }
    if missing.len() == SDKS.len() { Err(Error::Skipped(missing.join("; "))) } else { Ok(command) }
}
