//! Step 2 of a build: the Python packages, in one environment at `/opt/env`, and the lock of what was installed.
//!
//! What people typed never becomes a line of a Dockerfile or of a shell: it travels in files, and the script that reads
//! them has the same text in every build.

mod accepted;
mod address;
mod caches;
pub mod catalogue;
mod cause;
mod conda;
mod folders;
mod ignored_options;
mod index;
mod installed;
mod kept;
mod locked;
mod managed_python;
mod netrc;
mod pylock;
pub(crate) mod python_downloads;
mod requirements;
mod resolve;
mod shut;
pub mod spark;
mod uv;

use crate::{Access, BuildError, Event, EventSender, Folder, Locked, Step};
use address::reasons;
use definition::PythonPlan;
use folders::{BYTE_CODE, CACHE, Folders, STEP, UV};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub use address::shown;
pub use caches::{trim_caches, used};
pub use cause::cause;
pub(crate) use folders::UV as UV_FOLDER;
use ignored_options::IgnoredOptions;
pub use index::Indexes;
pub(crate) use managed_python::{ImagePythons, PYTHONS, provide_python};
pub(crate) use requirements::normalised;
pub(crate) use resolve::resolve;
pub use resolve::{PYTHON_IN_LOG, Resolved, python_in_log};
pub(crate) use uv::folder as uv_folder;

/// Where the environment is, in the image.
pub const ENVIRONMENT: &str = "/opt/env";
/// Where its programs are.
pub(crate) const PROGRAMS: &str = "/opt/env/bin";

/// The shell that runs the scripts of the step.
const SHELL: &str = "/bin/sh";

/// What an engine runs in containers of the image of step 1, so that [`environment`] and [`lock`] are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Refuses an image that has something at `/opt/env` already.
    pub look: Vec<String>,
    /// What the first command sees.
    pub told: Vec<Folder>,
    /// Installs the packages.
    pub install: Vec<String>,
    /// What the second command sees.
    pub folders: Vec<Folder>,
}

/// Which packages.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the definition asks for.
    pub python: &'a PythonPlan,
    /// Exactly the packages to install, instead of resolving that.
    pub lock: Option<&'a [Locked]>,
    /// How long a channel or an index may give nothing; an index is tried four times.
    pub patience: Duration,
}

/// Makes the recipe, and in `work`, a folder of its own, the folders that the commands see. `cache` is shared by all
/// builds of a workspace.
///
/// # Errors
/// [`BuildError::Cancelled`] after `cancel`; [`BuildError::Step`] with the likely cause and what to do.
pub async fn prepare(
    wanted: Wanted<'_>,
    work: &Path,
    cache: &Path,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<Recipe, BuildError> {
    let recipe = recipe(wanted, work, cache, events);
    cancel.run_until_cancelled(recipe).await.unwrap_or(Err(BuildError::Cancelled))
}

/// The likely cause of a failed step and what to do, after the recipe of the same `work` was carried out, when there is
/// one to tell; an index that let nobody in is asked once more.
pub async fn why(work: &Path, python: &PythonPlan) -> Option<String> {
    let cause = cause(work)?;
    let shut = shut::shut(&cause, &python.requirements, &Indexes::of_this_machine()).await;
    Some(shut.unwrap_or(cause))
}

/// The folder that the image has as `/opt/env`, after the recipe of the same `work` was carried out.
#[must_use]
pub fn environment(work: &Path) -> PathBuf {
    Folders::of(work).environment
}

/// An environment as a command sees it that only reads it.
pub(crate) fn in_place(environment: &Path) -> Folder {
    folders::folder(environment, ENVIRONMENT, Access::Read)
}

/// What the step installed, sorted, after the recipe of the same `work` was carried out.
///
/// # Errors
/// [`BuildError::Step`] when the step left no lock or one that cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, BuildError> {
    let mut lock = installed::read(&Folders::of(work))?;
    lock.sort();
    Ok(lock)
}

/// What came with Python in another version than a lock that was to be installed has it, a line each.
///
/// # Errors
/// [`BuildError::Step`] when other packages were installed than those of the lock.
pub fn compare(wanted: Wanted<'_>, installed: &[Locked]) -> Result<Vec<String>, BuildError> {
    wanted.lock.map_or_else(|| Ok(Vec::new()), |lock| locked::compare(lock, wanted.python, installed))
}

async fn recipe(wanted: Wanted<'_>, work: &Path, cache: &Path, events: &EventSender) -> Result<Recipe, BuildError> {
    let Wanted { python, lock, patience } = wanted;
    let folders = Folders::create(work)?;
    let indexes = Indexes::of_this_machine();
    let told = folders.told();
    let mut seen = told.clone();
    seen.push(folders.made());
    seen.push(folders::folder(&uv::folder(events).await?, UV, Access::Read));
    seen.push(folders::cache(cache, "uv", CACHE)?);
    seen.push(folders::cache(cache, "bytecode", BYTE_CODE)?);
    seen.extend(indexes.mounts());
    folders.write("patience", &patience.as_secs().max(1).to_string())?;
    folders.write("pythons.sh", include_str!("pythons.sh"))?;
    folders.write("look.sh", include_str!("look.sh"))?;
    folders.write("install.sh", include_str!("install.sh"))?;
    folders.write("compile.py", include_str!("compile.py"))?;
    if let Some(lock) = lock {
        locked::offer(lock, python, &indexes, &folders, events).await?;
    } else if !python.requirements.trim().is_empty() {
        let requirements = indexes.complete(&python.requirements);
        folders.write_secret("netrc", &netrc::netrc(&requirements))?;
        folders.write_secret("requirements.txt", &requirements)?;
        folders.write("uv.toml", &IgnoredOptions::of(&requirements).configuration()?)?;
    }
    if let Some(wanted) = &python.virtual_environment {
        folders.write("accepted", &accepted::accepted(wanted)?)?;
        folders.write("wanted", wanted.trim_start_matches('='))?;
    } else {
        conda::install(wanted, cache, &folders, events).await?;
    }
    let script = |name: &str| vec![SHELL.to_owned(), format!("{STEP}/{name}")];
    Ok(Recipe { look: script("look.sh"), told, install: script("install.sh"), folders: seen })
}

/// A digest as people read it.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Why the packages cannot be installed, and what to do about it.
fn refused(cause: impl Into<String>) -> BuildError {
    BuildError::Step { step: Step::Python, cause: cause.into() }
}

/// A line of the log. Nobody listening any more is no reason to stop a build.
async fn say(events: &EventSender, line: String) {
    if events.send(Event::Line(Step::Python, line)).await.is_err() {
        tracing::debug!("nobody stores the log of this build");
    }
}
