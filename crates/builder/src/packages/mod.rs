//! Step 2 of a build: the Python packages, in one environment at `/opt/env`, and the lock of what was installed.
//!
//! What people typed never becomes a line of the Dockerfile or of a shell: it travels in files, and the script that
//! reads them has the same text in every build.

mod accepted;
mod address;
pub mod catalogue;
mod cause;
mod conda;
mod folders;
mod index;
mod installed;
mod netrc;
mod pylock;
mod requirements;
mod resolve;
mod uv;

use crate::{BuildError, Event, EventSender, Locked, Step};
use address::reasons;
use definition::PythonPlan;
use folders::{CACHE, Folders, STEP, UV};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;

pub use address::shown;
pub use cause::cause;
pub use index::Indexes;
pub(crate) use resolve::resolve;
pub use resolve::{PYTHON_IN_LOG, Resolved, python_in_log};

/// Where the environment is, in the image.
const ENVIRONMENT: &str = "/opt/env";

/// How an engine makes the image of step 2 from that of step 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The lines of the Dockerfile after `FROM`.
    pub instructions: String,
    /// Folders of this machine that the step sees but the image does not keep: from, to, whether it may be written.
    pub mounts: Vec<(PathBuf, String, bool)>,
}

/// Makes the recipe. `work` is an empty folder that becomes the build context; beside it, a folder `packages` is made
/// for what the step reads and writes without keeping it. `cache` is shared by all builds of a workspace.
///
/// # Errors
/// [`BuildError::Cancelled`] after `cancel`; [`BuildError::Step`] with the likely cause and what to do.
pub async fn prepare(
    python: &PythonPlan,
    work: &Path,
    cache: &Path,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<Recipe, BuildError> {
    let recipe = recipe(python, work, cache, events);
    cancel.run_until_cancelled(recipe).await.unwrap_or(Err(BuildError::Cancelled))
}

/// What the step installed, sorted, after the image of step 2 was built from the recipe of the same `work`.
///
/// # Errors
/// [`BuildError::Step`] when the step left no lock or one that cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, BuildError> {
    let mut lock = installed::read(&Folders::beside(work))?;
    lock.sort();
    Ok(lock)
}

async fn recipe(python: &PythonPlan, work: &Path, cache: &Path, events: &EventSender) -> Result<Recipe, BuildError> {
    let folders = Folders::create(work)?;
    let indexes = Indexes::of_this_machine();
    let mut mounts = folders.mounts();
    mounts.push((uv::folder(events).await?, UV.into(), false));
    mounts.push((folders::uv_cache(cache)?, CACHE.into(), true));
    mounts.extend(indexes.mounts());
    folders.write("install.sh", include_str!("install.sh"))?;
    if !python.requirements.trim().is_empty() {
        let requirements = indexes.complete(&python.requirements);
        folders.write_secret("netrc", &netrc::netrc(&requirements))?;
        folders.write_secret("requirements.txt", &requirements)?;
    }
    let copy = if let Some(wanted) = &python.virtual_environment {
        folders.write("accepted", &accepted::accepted(wanted)?)?;
        folders.write("wanted", wanted.trim_start_matches('='))?;
        String::new()
    } else {
        conda::install(python, work, cache, &folders, events).await?;
        format!("COPY {} {ENVIRONMENT}\n", conda::PREFIX)
    };
    Ok(Recipe { instructions: copy + &instructions(), mounts })
}

/// The last word is another in every build: with the same words, an engine that caches layers would take that of a
/// build which had other files.
fn instructions() -> String {
    let build = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("RUN [\"/bin/sh\", \"{STEP}/install.sh\", \"{build}\"]\nENV PATH={ENVIRONMENT}/bin:$PATH\n")
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
