//! Building the console into `dist/`: optimized for size, precompressed, within its budget. For those who use Trunk, its bundle is
//! compared with ours.

use crate::{Error, build, run, tools};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

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

/// Runs `trunk build` on the compiled code, and compares every file with that in `dist/`.
///
/// # Errors
/// When Trunk cannot be installed or run, or files differ.
pub fn compare_bundles() -> Result<(), Error> {
    build()?;
    let dist = run::repository().join("target/trunk");
    run::run(
        run::program(tools::trunk()?)
            .args(["build", "--release", "--skip-version-check", "--dist"])
            .arg(&dist)
            // Trunk parses NO_COLOR as a boolean and fails on `1`.
            .env_remove("NO_COLOR"),
    )?;
    let (ours, trunks) = (contents(&run::dist())?, contents(&dist)?);
    let names: BTreeSet<_> = ours.keys().chain(trunks.keys()).collect();
    let different: Vec<_> = names
        .into_iter()
        .filter(|name| ours.get(*name) != trunks.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    if different.is_empty() { Ok(()) } else { Err(Error::OtherBundle(different)) }
}

/// The content of each file in a folder except compressed copies, by its path. Trunk leaves the link of skipped code in the
/// page, where it has no meaning for a browser.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Error> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(Error::file(&next))? {
            let path = entry.map_err(Error::file(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|end| end != "br") {
                let mut content = fs::read(&path).map_err(Error::file(&path))?;
                if path.ends_with("index.html") {
                    content = without_skipped_link(&String::from_utf8_lossy(&content)).into_bytes();
                }
                found.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), content);
            }
        }
    }
    Ok(found)
}

fn without_skipped_link(page: &str) -> String {
    match page.split_once("<link data-trunk data-trunk-skip") {
        Some((before, after)) => format!("{before}{}", after.split_once('>').map_or("", |(_, after)| after)),
        None => page.to_owned(),
    }
}
