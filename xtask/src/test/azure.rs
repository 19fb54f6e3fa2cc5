//! Microsoft's own clients, where they can be had.

use super::rehearsal;
use crate::{Error, run, tools};
use std::path::PathBuf;

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

/// The tests with each SDK that there is.
///
/// # Errors
/// When a test fails; that all are skipped, where no SDK can be had.
pub fn end_to_end() -> Result<(), Error> {
    let mut command = rehearsal("azure")?;
    let mut missing = Vec::new();
    for (_, variable, install) in SDKS {
        match install() {
            Ok(python) => {
                command.env(variable, python);
            }
            Err(Error::Skipped(reason)) => {
                println!("skipped: {reason}");
                missing.push(reason);
            }
            Err(reason) => return Err(reason),
        }
    }
    if missing.len() == SDKS.len() { Err(Error::Skipped(missing.join("; "))) } else { run::run(&mut command) }
}
