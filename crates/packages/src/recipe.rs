//! Step 2 of a build: the Python packages, in one environment at `/opt/env`, and the lock of what was installed.

use crate::{
    conda,
    error::PackageError,
    folders::{self, BYTE_CODE, CACHE, ENVIRONMENT, FolderAccess, Folders, RecipeFolder, SHELL, STEP, UV},
    from_lock, installed,
    lock::{Locked, PackageRequest},
    log::LogSender,
    pip::{IgnoredOptions, Indexes, netrc_for, uv},
    python::accepted,
};
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// What to run in containers of the image of step 1. Then [`environment`] and [`lock`] are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Inspects the image, and refuses one that has something at `/opt/env` already.
    pub inspect: Vec<String>,
    /// What the first command sees.
    pub inspect_folders: Vec<RecipeFolder>,
    /// Installs the packages.
    pub install: Vec<String>,
    /// What the second command sees.
    pub install_folders: Vec<RecipeFolder>,
}

/// Makes the recipe, and in `work`, a folder of its own, the folders that the commands see. `cache` is shared by all
/// builds of a workspace.
///
/// # Errors
/// [`PackageError::Cancelled`] after `cancel`; [`PackageError::Refused`] with the likely cause and what to do.
pub async fn prepare(
    request: PackageRequest<'_>,
    work: &Path,
    cache: &Path,
    log: &LogSender,
    cancel: &CancellationToken,
) -> Result<Recipe, PackageError> {
    let recipe = recipe(request, work, cache, log);
    cancel.run_until_cancelled(recipe).await.unwrap_or(Err(PackageError::Cancelled))
}

/// The folder that the image has as `/opt/env`, after the recipe of the same `work` was carried out.
#[must_use]
pub fn environment(work: &Path) -> PathBuf {
    Folders::new(work).environment
}

/// An environment as a command sees it that only reads it.
#[must_use]
pub fn environment_folder(environment: &Path) -> RecipeFolder {
    folders::folder(environment, ENVIRONMENT, FolderAccess::Read)
}

/// What the step installed, sorted, after the recipe of the same `work` was carried out.
///
/// # Errors
/// [`PackageError::Refused`] when the step left no lock or one that cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, PackageError> {
    let mut lock = installed::read(&Folders::new(work))?;
    lock.sort();
    Ok(lock)
}

async fn recipe(
    request: PackageRequest<'_>,
    work: &Path,
    cache: &Path,
    log: &LogSender,
) -> Result<Recipe, PackageError> {
    let PackageRequest { python, lock, timeout, .. } = request;
    let folders = Folders::create(work)?;
    let indexes = Indexes::of_this_machine();
    let inspect_folders = folders.step_folders();
    let mut install_folders = inspect_folders.clone();
    install_folders.push(folders.environment_folder());
    install_folders.push(folders::folder(&uv::folder_for(request.platform, log).await?, UV, FolderAccess::Read));
    install_folders.push(folders::cache(cache, "uv", CACHE)?);
    install_folders.push(folders::cache(cache, "bytecode", BYTE_CODE)?);
    install_folders.extend(indexes.mounts());
    folders.write_input("timeout", &timeout.as_secs().max(1).to_string())?;
    folders.write_input("pythons.sh", include_str!("scripts/pythons.sh"))?;
    folders.write_input("inspect.sh", include_str!("scripts/inspect.sh"))?;
    folders.write_input("install.sh", include_str!("scripts/install.sh"))?;
    folders.write_input("compile.py", include_str!("scripts/compile.py"))?;
    if let Some(lock) = lock {
        from_lock::prepare(lock, python, &indexes, &folders, log).await?;
    } else if !python.requirements.trim().is_empty() {
        let requirements = indexes.complete(&python.requirements);
        folders.write_secret_input("netrc", &netrc_for(&requirements))?;
        folders.write_secret_input("requirements.txt", &requirements)?;
        folders.write_input("uv.toml", &IgnoredOptions::of(&requirements).configuration()?)?;
    }
    if let Some(wanted) = &python.virtual_environment {
        folders.write_input("accepted", &accepted(wanted)?)?;
        folders.write_input("requested", wanted.trim_start_matches('='))?;
    } else {
        conda::install(request, cache, &folders, log).await?;
    }
    let script = |name: &str| vec![SHELL.to_owned(), format!("{STEP}/{name}")];
    Ok(Recipe { inspect: script("inspect.sh"), inspect_folders, install: script("install.sh"), install_folders })
}
