//! The programs that the tasks need, each installed once.
//!
//! Rust programs, wasm-opt, axe-core and Microsoft's SDKs go into `$XDG_CACHE_HOME/terrarium/tools/NAME-VERSION` (`~/.cache` by
//! default), so that a fresh clone finds them. The rest is installed by the system's package manager. Serving needs only
//! wasm-opt of these.

mod installed;
mod python;
mod system;

pub use installed::cache;
pub use system::{BROWSER, BUNDLING, DOCUMENTS, ENGINE, FIREFOX, Installation, Program, daemons, system};

use crate::{Error, run};
use installed::{Installed, cargo_install, npm_install};
use python::Package;
use std::path::PathBuf;

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const AXE: &str = "4.14.1";
const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";
const AZUREML_CORE: &str = "1.61.0.post4";
const AZURE_AI_ML: &str = "1.35.2";

/// The compiler's target for browsers.
///
/// # Errors
/// When rustup cannot add it.
pub fn wasm_target() -> Result<(), Error> {
    let Some(rustup) = run::find("rustup") else { return Ok(()) };
    let targets = run::output(run::program(&rustup).args(["target", "list", "--installed"]))?;
    if !targets.lines().any(|line| line == "wasm32-unknown-unknown") {
        eprintln!("Installing the WebAssembly target of Rust");
        run::run(run::program(&rustup).args(["target", "add", "wasm32-unknown-unknown"]))?;
    }
    Ok(())
}

/// The compiler's parts that tests need: the WebAssembly target, the linter and the formatter.
///
/// # Errors
/// When rustup cannot add what is missing.
pub fn rust() -> Result<(), Error> {
    wasm_target()?;
    let Some(rustup) = run::find("rustup") else { return Ok(()) };
    let components = run::output(run::program(&rustup).args(["component", "list", "--installed"]))?;
    for component in ["clippy", "rustfmt"] {
        if !components.lines().any(|line| line.starts_with(component)) {
            eprintln!("Installing {component}");
            run::run(run::program(&rustup).args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Trunk, which bundles the console.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn trunk() -> Result<PathBuf, Error> {
    cargo_install(&Installed::new("trunk", TRUNK), &["--locked"])
}

/// The runner of WebAssembly tests, which comes with the command line of wasm-bindgen; its version must be that of
/// `Cargo.lock`. Only tests need it: the bundler links wasm-bindgen as a library.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn wasm_test_runner() -> Result<PathBuf, Error> {
    let version = installed::locked_version("wasm-bindgen")?;
    let name = "wasm-bindgen-test-runner";
    let installed = Installed { package: "wasm-bindgen-cli", ..Installed::new(name, &version) };
    cargo_install(&installed, &["--bin", name])
}

/// geckodriver, the driver of Firefox: the installed one, whatever its version, or else ours.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn geckodriver() -> Result<PathBuf, Error> {
    match run::find("geckodriver") {
        Some(installed) => Ok(installed),
        None => cargo_install(&Installed::new("geckodriver", GECKODRIVER), &["--locked"]),
    }
}

/// cargo-deny, which checks licences, sources and duplicates.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn cargo_deny() -> Result<PathBuf, Error> {
    cargo_install(&Installed::new("cargo-deny", CARGO_DENY), &["--locked"])
}

/// wasm-opt, which makes the console small. Not the system's package: consoles optimized by version 108 of Debian 12 crash
/// when they start.
///
/// # Errors
/// When it is missing and npm cannot install it.
pub fn wasm_opt() -> Result<PathBuf, Error> {
    npm_install(&Installed::new("binaryen", BINARYEN), ".bin/wasm-opt")
}

/// The script of axe-core, which checks pages for accessibility.
///
/// # Errors
/// When it is missing and npm cannot install it.
pub fn axe() -> Result<PathBuf, Error> {
    npm_install(&Installed::new("axe-core", AXE), "axe-core/axe.min.js")
}

/// A Python with Microsoft's SDK of the first generation.
///
/// # Errors
/// [`Error::Skipped`] when its old version of Python is not installed; when the installation fails.
pub fn azureml_core() -> Result<PathBuf, Error> {
    Package { name: "azureml-core", version: AZUREML_CORE, pythons: &["3.10"] }.install()
}

/// A Python with Microsoft's SDK of the second generation.
///
/// # Errors
/// [`Error::Skipped`] when no version of Python for it is installed; when the installation fails.
pub fn azure_ai_ml() -> Result<PathBuf, Error> {
    Package { name: "azure-ai-ml", version: AZURE_AI_ML, pythons: &["3.11", "3.12", "3.10"] }.install()
}
