//! The tests in a browser. Chromium goes through everything, Firefox through what differs between
//! browsers: dropping and choosing files, storage, event streams, the clipboard, dialogs, keys and focus, and the width of every
//! screen. A thorough run takes both through everything.

use super::suite::{Mode, Suite};
use crate::{Error, tools};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Installs Firefox and prints where its driver is, or why it is missing.
pub fn prepare() {
    match driver() {
        Ok(driver) => println!("{}", driver.display()),
        Err(reason) => println!("no tests in Firefox: {reason}"),
    }
}

/// A browser test in Chromium, without some of its stories.
///
/// # Errors
/// When there is no such test, or axe cannot be installed.
pub fn chromium(suite: &Suite, name: &str, skipped: &[&str]) -> Result<Vec<Command>, Error> {
    let mut command = browser_test(suite, name)?;
    command.env("TERRARIUM_BROWSER", "chromium").args(skipped.iter().flat_map(|story| ["--skip", story]));
    Ok(vec![command])
}

/// A browser test in Firefox: some of its stories, or all without a list and in thorough runs.
///
/// # Errors
/// When there is no such test; [`Error::Skipped`] when Firefox or its driver cannot be installed here.
pub fn firefox(suite: &Suite, mode: Mode, name: &str, stories: &[&str]) -> Result<Vec<Command>, Error> {
    let driver = driver()?;
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(driver.parent().map(PathBuf::from).into_iter().chain(env::split_paths(&inherited)))
        .map_err(|error| Error::Missing(format!("PATH is invalid: {error}")))?;
    let mut command = browser_test(suite, name)?;
    command.env("TERRARIUM_BROWSER", "firefox").env("PATH", path);
    if !mode.thorough {
        command.args(stories);
    }
    Ok(vec![command])
}

fn browser_test(suite: &Suite, name: &str) -> Result<Command, Error> {
    let mut command = suite.test(name)?;
    command.env("TERRARIUM_AXE", tools::axe()?);
    Ok(command)
}

/// geckodriver, after installing Firefox. The result is kept: a failed installation would fail again for the next section.
fn driver() -> Result<&'static Path, Error> {
    static DRIVER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let driver = DRIVER.get_or_init(|| {
        let driver = tools::system(tools::FIREFOX).and_then(|()| tools::geckodriver());
        driver.map_err(|reason| reason.to_string())
    });
    driver.as_deref().map_err(|reason| Error::Skipped(reason.clone()))
}
