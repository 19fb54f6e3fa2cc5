//! Whether Trunk, for those who use it, makes the same of the page as we do.

use crate::{Error, console, run, tools};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Runs `trunk build` on the code that is compiled already, and compares every file with that of `dist/`.
///
/// # Errors
/// When Trunk cannot be installed or run; the files that differ.
pub fn trunk_gives_the_same() -> Result<(), Error> {
    console::build()?;
    let dist = run::repository().join("target/trunk");
    run::run(
        run::program(tools::trunk()?)
            .args(["build", "--release", "--skip-version-check", "--dist"])
            .arg(&dist)
            // Trunk reads NO_COLOR as a truth value and stops at `1`.
            .env_remove("NO_COLOR"),
    )?;
    let (ours, trunks) = (contents(&console::dist())?, contents(&dist)?);
    let names: BTreeSet<_> = ours.keys().chain(trunks.keys()).collect();
    let different: Vec<_> = names
        .into_iter()
        .filter(|name| ours.get(*name) != trunks.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    if different.is_empty() { Ok(()) } else { Err(Error::OtherBundle(different)) }
}

/// Every file under the folder but compressed copies, by its path. Trunk leaves the link of the code that it skips in
/// the page, where it means nothing to a browser.
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
                    content = without_skipped(&String::from_utf8_lossy(&content)).into_bytes();
                }
                found.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), content);
            }
        }
    }
    Ok(found)
}

fn without_skipped(page: &str) -> String {
    match page.split_once("<link data-trunk data-trunk-skip") {
        Some((before, after)) => format!("{before}{}", after.split_once('>').map_or("", |(_, after)| after)),
        None => page.to_owned(),
    }
}
