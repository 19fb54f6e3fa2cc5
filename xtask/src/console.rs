//! Building the console into `dist/`: optimized for size, precompressed, within its budget.

use crate::{Error, build, run, tools};
use std::{fs, path::Path, time::SystemTime};

/// The sources of the console.
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
    "crates/fold",
    "xtask/bundler",
    "xtask/src/build.rs",
];

/// Builds the console when its sources have changed, and checks its size.
///
/// # Errors
/// When a tool is missing, the console does not compile, or it is over its budget.
pub fn build() -> Result<(), Error> {
    if is_stale()? {
        return build::build(build::Parts::Console, tools::BUNDLING);
    }
    println!("The console in dist/ is up to date");
    Ok(())
}

/// Whether the sources of the console have changed since it was built.
///
/// # Errors
/// When a file cannot be read.
pub fn is_stale() -> Result<bool, Error> {
    // The last file to be compressed, so that an interrupted build is repeated.
    let last = run::dist().join("index.html.br");
    let Ok(built) = fs::metadata(last).and_then(|data| data.modified()) else { return Ok(true) };
    for input in INPUTS {
        if newest(&run::repository().join(input))? > built {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last change of a file, or of anything in a folder. The folder itself counts, because something may have been removed.
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
