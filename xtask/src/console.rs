//! The console into `dist/`: optimised, small, precompressed, within its budget.

use crate::{Error, budget, code, compress, run, tools};
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What the console is made of.
const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "public",
    "src",
    "style",
    "crates/api",
    "crates/definition",
    "xtask/src",
];

/// Builds the console when something that it is made of has changed, and checks its size.
///
/// # Errors
/// When a tool is missing, the console does not compile, or it is over its budget.
pub fn build() -> Result<(), Error> {
    let dist = dist();
    if stale(&dist)? {
        trunk(&dist)?;
        compress::compress(&dist)?;
    } else {
        println!("The console in dist/ is up to date");
    }
    budget::check(&dist)
}

fn dist() -> PathBuf {
    run::repository().join("dist")
}

fn trunk(dist: &Path) -> Result<(), Error> {
    tools::rust()?;
    println!("Building the console");
    code::build()?;
    if dist.exists() {
        fs::remove_dir_all(dist).map_err(Error::file(dist))?;
    }
    run::run(
        run::program(tools::trunk()?)
            .args(["build", "--release", "--skip-version-check", "--dist"])
            .arg(dist)
            // Trunk reads NO_COLOR as a truth value and stops at `1`.
            .env_remove("NO_COLOR"),
    )
}

fn stale(dist: &Path) -> Result<bool, Error> {
    // Compressed last, so that a build that was interrupted is done again.
    let last = compress::with_br(&dist.join("index.html"));
    let Ok(built) = fs::metadata(last).and_then(|data| data.modified()) else { return Ok(true) };
    for input in INPUTS {
        if newest(&run::repository().join(input))? > built {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When a file, or anything in a folder, was changed last. A folder counts itself: something may have been removed.
fn newest(path: &Path) -> Result<SystemTime, Error> {
    let data = match fs::metadata(path) {
        Ok(data) => data,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(SystemTime::UNIX_EPOCH),
        Err(error) => return Err(Error::file(path)(error)),
    };
    let mut newest_time = data.modified().map_err(Error::file(path))?;
    if data.is_dir() {
        for entry in fs::read_dir(path).map_err(Error::file(path))? {
            newest_time = newest_time.max(newest(&entry.map_err(Error::file(path))?.path())?);
        }
    }
    Ok(newest_time)
}
