//! The texts about folders.

use crate::ui::words;
use definition::{ImportError, SAVED_ENVIRONMENT};

pub const CHOOSE: &str = "Choose folder";
pub const IMPORT: &str = "Import folder";
pub const CHOOSE_ANOTHER: &str = "Choose another folder";
pub const UPLOAD: &str = "Upload now";
pub const UPLOAD_KEY: &str = "upload the build context now";
pub const REMOVE: &str = "Remove";
pub const PROGRESS: &str = "Reading the folder";
pub const UPLOADING: &str = "Uploading the folder";
pub const FOLDER: &str = "Folder";
pub const DOCKERFILE: &str = "Dockerfile";
pub const DIGEST: &str = "Digest";
pub const FILES: &str = "Files";
pub const FILE: &str = "File";
pub const EXECUTABLE: &str = "Executable";
pub const SIZE: &str = "Size";
pub const STATE: &str = "State";
pub const IN_WORKSPACE: &str = "in the workspace";
pub const IN_BROWSER: &str = "in this browser, uploaded when you register";
pub const MISSING: &str = "missing";
pub const CHECKING: &str = "checking the workspace";
pub const NO_ANSWER: &str = "the workspace does not answer";
pub const MISSING_HELP: &str = "A browser forgets the files of a folder when the page is reloaded; the rest of the draft is saved. Choose or drop the folder again: with the same files it is the same build context";
pub const NO_DIGEST_HELP: &str = "The definition names a folder whose files are missing. Choose or drop the folder";
pub const MODES: &str = "Browsers do not provide the mode of a file, so scripts that begin with #! and programs are taken for executable. The mode is part of the digest";
pub const IN_PROGRESS: &str = "The folder is being read";
pub const FILES_MISSING: &str = "The files of the build context are missing. Choose the folder again";
pub const MAX_FILES: usize = 500;
pub const UPLOADED: &str =
    "The build context is in the workspace. It is kept for a day, and permanently once it is registered";

pub fn imported(name: &str) -> String {
    format!("{name} was imported as a build context. Packages are unchanged; base image and steps were replaced")
}

pub fn not_imported(name: &str) -> String {
    format!("{name} was not imported as a build context")
}

/// The number of files, their total size, and how many are left out.
pub fn sum(files: usize, size: u64, ignored: usize) -> String {
    let sum = format!("{}, {}", words::count(files, "file", "files"), words::bytes(size));
    if ignored == 0 { sum } else { format!("{sum}; {ignored} excluded by .dockerignore") }
}

pub fn listing(files: usize) -> String {
    format!("Listing the folder: {}", words::count(files, "file", "files"))
}

pub fn reading((files, total_files): (usize, usize), (bytes, total_bytes): (u64, u64)) -> String {
    let total_files = words::count(total_files, "file", "files");
    format!("Read {files} of {total_files}, {} of {}", words::bytes(bytes), words::bytes(total_bytes))
}

pub fn uploaded(sent: u64, size: u64) -> String {
    format!("Uploaded {} of {}", words::bytes(sent), words::bytes(size))
}

/// The files that are not listed.
pub fn more(count: usize) -> String {
    format!("and {}", words::count(count, "more file", "more files"))
}

/// The accessible name of a checkbox.
pub fn is_executable(path: &str) -> String {
    format!("{path} is executable")
}

pub fn no_dockerfile(name: &str) -> ImportError {
    let help = "Choose the folder with the Dockerfile or the saved environment";
    error(format!("{name} has neither a Dockerfile nor {SAVED_ENVIRONMENT}"), help)
}

pub fn unreadable(path: &str) -> ImportError {
    let help =
        "Make sure that it exists and can be read, or exclude it with a .dockerignore. Then choose the folder again";
    error(format!("The browser could not read `{path}`"), help)
}

pub fn too_large(limit: u64) -> ImportError {
    let help = "Exclude data with a .dockerignore; a build can download it";
    error(format!("The build context is larger than {} MiB", limit.div_ceil(1 << 20)), help)
}

pub fn too_many(limit: usize) -> ImportError {
    let help = "Exclude what the build does not need with a .dockerignore";
    error(format!("The folder has more than {limit} files"), help)
}

pub fn too_long(path: &str) -> ImportError {
    error(format!("`{path}` is larger than 1 MiB"), "A Dockerfile or .dockerignore has to be a short text")
}

pub fn not_utf8(path: &str) -> ImportError {
    error(format!("`{path}` is not UTF-8"), "A Dockerfile or .dockerignore has to be a text")
}

fn error(message: String, help: &str) -> ImportError {
    ImportError { line: None, message, help: help.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excluded_files_are_counted_only_where_there_are_some() {
        assert_eq!(sum(1, 44, 0), "1 file, 44 B");
        assert_eq!(sum(4, 44, 2), "4 files, 44 B; 2 excluded by .dockerignore");
    }
}
