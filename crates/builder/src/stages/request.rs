//! A recipe of packages as a request to an engine.

use engine::{Access, CommandRequest, Mount};
use packages::{FolderAccess, RecipeFolder};

/// A folder of a recipe as an engine mounts it.
pub(super) fn mount(folder: RecipeFolder) -> Mount {
    let RecipeFolder { source, target, access } = folder;
    let access = match access {
        FolderAccess::Read => Access::Read,
        FolderAccess::Write => Access::Write,
        FolderAccess::Cache => Access::Cache,
    };
    Mount { source, target, access }
}

/// A command of a recipe in a container of an image.
pub(super) fn command(image: &str, platform: &str, command: Vec<String>, folders: Vec<RecipeFolder>) -> CommandRequest {
    CommandRequest {
        image: image.to_owned(),
        platform: platform.to_owned(),
        command,
        mounts: folders.into_iter().map(mount).collect(),
        ..CommandRequest::default()
    }
}
