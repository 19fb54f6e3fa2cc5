//! Microsoft's clients, where they can be installed.

use crate::{Error, tools};
use std::{path::PathBuf, process::Command};

/// The name of an SDK, the variable with its Python, and the function that installs it.
type Sdk = (&'static str, &'static str, fn() -> Result<PathBuf, Error>);

const SDKS: &[Sdk] = &[
    ("azureml-core", "TERRARIUM_AZUREML_CORE", tools::azureml_core),
    ("azure-ai-ml", "TERRARIUM_AZURE_AI_ML", tools::azure_ai_ml),
];

/// Installs each SDK and prints where it is, or why it is missing.
///
/// # Errors
/// When an installation fails.
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

/// Adds the variables of the installed SDKs to the tests; tests of a missing one report that they are skipped.
///
/// # Errors
/// When an installation fails; [`Error::Skipped`] when no SDK can be installed here.
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
