//! Python packages, each in its own virtual environment.

use super::installed::folder;
use crate::{Error, run};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A Python package.
pub struct Package<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// The versions of Python that it supports, the preferred one first.
    pub pythons: &'a [&'a str],
}

impl Package<'_> {
    /// Installs the package with pip, unless it is installed, and returns the interpreter of its environment.
    ///
    /// # Errors
    /// [`Error::Skipped`] when no supported Python is found; when pip fails.
    pub fn install(&self) -> Result<PathBuf, Error> {
        let Self { name, version, pythons } = self;
        let folder = folder(name, version);
        let (program, done) = (folder.join("bin/python"), folder.join("installed"));
        if !done.is_file() {
            let Some(python) = pythons.iter().find_map(|version| find(version)) else {
                return Err(Error::Skipped(format!(
                    "{name} needs Python {}: install it with `pyenv install {}` or `uv python install {}`",
                    pythons.join(" or "),
                    pythons[0],
                    pythons[0],
                )));
            };
            eprintln!("Installing {name} {version} for this user, which takes a few minutes");
            run::run(run::program(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
            let requirement = format!("{name}=={version}");
            run::run(run::program(&program).args(["-m", "pip", "install", "--quiet", &requirement]))?;
            fs::write(&done, "").map_err(Error::file(&done))?;
        }
        Ok(program)
    }
}

/// Finds this version of Python on the `PATH`, in pyenv, or in uv.
fn find(version: &str) -> Option<PathBuf> {
    let of_pyenv = output_of("pyenv", &["prefix", version]).map(|folder| Path::new(&folder).join("bin/python"));
    let of_uv = || output_of("uv", &["python", "find", version]).map(PathBuf::from);
    let here = output_of(&format!("python{version}"), &["-c", "import sys; print(sys.executable)"]).map(PathBuf::from);
    here.or(of_pyenv).or_else(of_uv).filter(|python| python.is_file())
}

/// The output of a program that is installed and succeeds.
fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = run::program(run::find(program)?).args(arguments).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !answer.trim().is_empty()).then(|| answer.trim().to_owned())
}
