//! Packages of Python, each in a virtual environment of its own.

use super::installed::folder;
use crate::{Error, run};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A package that needs one of these versions of Python.
pub struct Package<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The versions of Python that it runs on, the best first.
    pub pythons: &'a [&'a str],
}

impl Package<'_> {
    /// The interpreter of the environment that has the package, installed by pip when it is not there.
    ///
    /// # Errors
    /// That it is skipped, where no such Python is found; that pip cannot install it.
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
            eprintln!("Installing {name} {version}, once for this user: takes a few minutes");
            run::run(run::program(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
            let wanted = format!("{name}=={version}");
            run::run(run::program(&program).args(["-m", "pip", "install", "--quiet", &wanted]))?;
            fs::write(&done, "").map_err(Error::file(&done))?;
        }
        Ok(program)
    }
}

/// A Python of this version on the `PATH`, of pyenv, or of uv.
fn find(version: &str) -> Option<PathBuf> {
    let of_pyenv = said("pyenv", &["prefix", version]).map(|folder| Path::new(&folder).join("bin/python"));
    let of_uv = || said("uv", &["python", "find", version]).map(PathBuf::from);
    let here = said(&format!("python{version}"), &["-c", "import sys; print(sys.executable)"]).map(PathBuf::from);
    here.or(of_pyenv).or_else(of_uv).filter(|python| python.is_file())
}

/// What a program answers that is there and knows an answer.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = run::program(run::find(program)?).args(arguments).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !answer.trim().is_empty()).then(|| answer.trim().to_owned())
}
