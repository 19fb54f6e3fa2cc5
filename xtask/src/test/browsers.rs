//! The tests in a browser. Chromium goes through everything, Firefox through the places where browsers differ: files that
//! are dropped and chosen, storage, event streams, the clipboard, dialogs, keys and focus, and the width of every screen.
//! A thorough run takes both through everything.

use super::{Mode, suite::Suite};
use crate::{Error, tools};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Says which driver there is for Firefox, or why there is none.
pub fn prepare() {
    match driver() {
        Ok(driver) => println!("{}", driver.display()),
        Err(reason) => println!("no tests in Firefox: {reason}"),
    }
}

/// One of the tests that need the built console, a browser and an engine, without some of its stories.
///
/// # Errors
/// When there is no such test, or axe cannot be installed.
pub fn chromium(suite: &Suite, name: &str, skipped: &[&str]) -> Result<Vec<Command>, Error> {
    let mut command = rehearsal(suite, name)?;
    command.env("TERRARIUM_BROWSER", "chromium").args(skipped.iter().flat_map(|story| ["--skip", story]));
    Ok(vec![command])
}

/// Some of its stories in Firefox, all of them where none are named and in thorough runs.
///
/// # Errors
/// When there is no such test; that it is skipped, where Firefox or its driver cannot be had.
pub fn firefox(suite: &Suite, mode: Mode, name: &str, stories: &[&str]) -> Result<Vec<Command>, Error> {
    let driver = driver()?;
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(driver.parent().map(PathBuf::from).into_iter().chain(env::split_paths(&others)))
        .map_err(|error| Error::Missing(format!("PATH has a folder that no PATH can have: {error}")))?;
    let mut command = rehearsal(suite, name)?;
    command.env("TERRARIUM_BROWSER", "firefox").env("PATH", path);
    if !mode.thorough {
        command.args(stories);
    }
    Ok(vec![command])
}

fn rehearsal(suite: &Suite, name: &str) -> Result<Command, Error> {
    let mut command = suite.test(name)?;
    command.env("TERRARIUM_AXE", tools::axe()?);
    Ok(command)
}

/// geckodriver, with Firefox installed. Asked for once: what cannot be had now cannot be had a section later.
fn driver() -> Result<&'static Path, Error> {
    static DRIVER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let driver = DRIVER.get_or_init(|| {
        let driver = tools::system(tools::FIREFOX).and_then(|()| tools::geckodriver());
        driver.map_err(|reason| reason.to_string())
    });
    driver.as_deref().map_err(|reason| Error::Skipped(reason.clone()))
}
