//! Compares the bundle that Trunk makes with ours, for those who use Trunk.

use crate::{Error, console, run, tools};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Runs `trunk build` on the compiled code, and compares every file with that in `dist/`.
///
/// # Errors
/// When Trunk cannot be installed or run, or files differ.
pub fn compare_bundles() -> Result<(), Error> {
    console::build()?;
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
