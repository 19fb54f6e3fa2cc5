//! What the editor says of folders.

use super::read::Progress;
use crate::ui::words;
use definition::{ImportError, SAVED_ENVIRONMENT};

pub const CHOOSE: &str = "Choose folder";
pub const IMPORT: &str = "Import folder";
pub const AGAIN: &str = "Choose another folder";
pub const SEND: &str = "Send it now";
pub const SEND_KEY: &str = "send the build context now";
pub const TAKE_OUT: &str = "Take it out";
pub const PROGRESS: &str = "Reading the folder";
pub const SENDING: &str = "Sending the folder";
pub const LOOKING: &str = "Looking through the folder";
pub const FOLDER: &str = "Folder";
pub const DOCKERFILE: &str = "Dockerfile";
pub const DIGEST: &str = "Digest";
pub const FILES: &str = "Files";
pub const FILE: &str = "File";
pub const MAY_RUN: &str = "May be executed";
pub const SIZE: &str = "Size";
pub const STATE: &str = "State";
pub const THERE: &str = "in the workspace";
pub const HERE: &str = "in this browser, sent when you register";
pub const NOT_HERE: &str = "not here any more";
pub const ASKING: &str = "asking the workspace";
pub const UNTOLD: &str = "the workspace does not answer";
pub const NOT_HERE_HELP: &str = "A browser forgets the files of a folder when the page is loaded again; the rest of the draft is kept. Choose or drop the folder again: with the same files it is the same build context";
pub const NO_DIGEST_HELP: &str = "The definition names a folder, and its files are not here. Choose or drop it";
pub const MODES: &str = "Browsers do not tell which files may be executed: those that begin with #! and programs are taken to be. It counts in the digest";
pub const WAIT: &str = "The folder is being read";
pub const REFUSED: &str = "The files of the build context are not here: choose the folder again";
pub const SHOWN: usize = 500;
pub const SENT: &str =
    "The build context is in the workspace. It is kept for a day, and for good once it is registered";

/// What was taken in.
pub fn taken(name: &str) -> String {
    format!("{name} was read as a build context: it sets base image and steps, the packages stay")
}

/// Which files it has.
pub fn sum(files: usize, size: u64, ignored: usize) -> String {
    let sum = format!("{}, {}", words::count(files, "file", "files"), words::bytes(size));
    if ignored == 0 { sum } else { format!("{sum}; {ignored} left out by .dockerignore") }
}

/// How far looking is.
pub fn looking(files: usize) -> String {
    format!("{LOOKING}: {}", words::count(files, "file", "files"))
}

/// How far reading is.
pub fn reading(progress: Progress) -> String {
    let Progress { files, of, bytes, size } = progress;
    format!("Read {files} of {}, {} of {}", words::count(of, "file", "files"), words::bytes(bytes), words::bytes(size))
}

/// How far sending is.
pub fn sending(sent: u64, size: u64) -> String {
    format!("Sent {} of {}", words::bytes(sent), words::bytes(size))
}

/// What could not be taken in.
pub fn not_taken(name: &str) -> String {
    format!("{name} was not taken as a build context")
}

/// Files that are not shown.
pub fn more(count: usize) -> String {
    format!("and {}", words::count(count, "more file", "more files"))
}

/// What the field of a file is called.
pub fn may_run(path: &str) -> String {
    format!("{path} may be executed")
}

/// The folder has no Dockerfile.
pub fn no_dockerfile(name: &str) -> ImportError {
    let help = "Choose the folder that the Dockerfile or the saved environment is in";
    error(format!("{name} has neither a Dockerfile nor {SAVED_ENVIRONMENT}"), help)
}

/// A file cannot be read.
pub fn unreadable(path: &str) -> ImportError {
    let help =
        "See that it is still there and may be read, or keep it out with a .dockerignore, then choose the folder again";
    error(format!("the browser could not read `{path}`"), help)
}

/// The files are too large together.
pub fn too_large(limit: u64) -> ImportError {
    let help = "Keep data out of it with a .dockerignore; a build can download it";
    error(format!("the build context is larger than {} MiB", limit.div_ceil(1 << 20)), help)
}

/// There are too many files.
pub fn too_many(most: usize) -> ImportError {
    let help = "Keep what the build does not need out of it, with a .dockerignore";
    error(format!("the folder has more than {most} files"), help)
}

/// A file that should be a short text is none.
pub fn no_text(path: &str, why: &str) -> ImportError {
    error(format!("`{path}` {why}"), "It has to be a short text")
}

fn error(message: String, help: &str) -> ImportError {
    ImportError { line: None, message, help: help.into() }
}
