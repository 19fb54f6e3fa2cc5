//! What installing packages needs, and a recipe of packages as a request to an engine.

use super::docker::Stage;
use crate::{base::BaseImages, job::Job};
use definition::Plan;
use engine::{Access, CommandRequest, Mount};
use packages::{FolderAccess, Locked, RecipeFolder};
use std::path::Path;

/// Installs the packages of a plan.
#[derive(Clone, Copy)]
pub(crate) struct Installer<'a> {
    pub job: &'a Job<'a>,
    pub plan: &'a Plan,
    /// Exactly the packages to install, instead of resolving what the plan asks for.
    pub lock: Option<&'a [Locked]>,
    pub stage: &'a Stage,
    pub bases: &'a BaseImages,
    /// The cache of packages, which builds share.
    pub cache: &'a Path,
}

/// A folder of a recipe as an engine mounts it.
fn mount(folder: RecipeFolder) -> Mount {
    let RecipeFolder { source, target, access } = folder;
    let access = match access {
        FolderAccess::Read => Access::Read,
        FolderAccess::Write => Access::Write,
        FolderAccess::Cache => Access::Cache,
    };
    Mount { source, target, access }
}

/// A command of a recipe in a container of an image.
pub(super) fn recipe_command(
    image: &str,
    platform: &str,
    command: Vec<String>,
    folders: Vec<RecipeFolder>,
) -> CommandRequest {
    CommandRequest {
        image: image.to_owned(),
        platform: platform.to_owned(),
        command,
        mounts: folders.into_iter().map(mount).collect(),
        ..CommandRequest::default()
    }
}
