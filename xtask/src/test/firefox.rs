//! The same tests in Firefox, where it can be had.

use super::rehearsal;
use crate::{Error, run, tools};
use std::{
    env,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Says which driver there is for Firefox, or why there is none.
pub fn prepare() {
    match driver() {
        Ok(driver) => println!("{}", driver.display()),
        Err(reason) => println!("no tests in Firefox: {reason}"),
    }
}

/// One of the tests that need the built console, a browser and an engine.
///
/// # Errors
/// When the test fails; that it is skipped, where Firefox or its driver cannot be had.
pub fn end_to_end(name: &str) -> Result<(), Error> {
    let driver = driver()?;
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(driver.parent().map(PathBuf::from).into_iter().chain(env::split_paths(&others)))
        .map_err(|error| Error::Missing(format!("PATH has a folder that no PATH can have: {error}")))?;
    run::run(rehearsal(name)?.env("TERRARIUM_BROWSER", "firefox").env("PATH", path))
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
