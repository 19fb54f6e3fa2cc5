//! The files of a build context: their paths, their digest, and what is left out of it.

use super::ignore::Ignored;
use crate::canonical::canonical_json;
use crate::{Digest, ImportError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How many files a context may have.
pub const MAX_FILES: usize = 20_000;

/// A file of a build context.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContextFile {
    /// Its path in the context, see [`context_path`](super::context_path).
    pub path: String,
    /// Whether its owner may execute it.
    pub executable: bool,
    /// Its size in bytes.
    pub size: u64,
    /// The digest of its content.
    pub sha256: Digest,
}

/// The files of a folder, sorted into what a build sees and what it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The digest of the context.
    pub digest: Digest,
    /// The files of the context, sorted by path.
    pub files: Vec<ContextFile>,
    /// The paths that the list of ignored files keeps out, sorted.
    pub ignored: Vec<String>,
}

/// The digest of the files of a context, in whatever order, as `docs/HASH.md` defines it.
#[must_use]
pub fn context_digest(files: &[ContextFile]) -> Digest {
    let mut files: Vec<&ContextFile> = files.iter().collect();
    files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let mode = |file: &ContextFile| if file.executable { "x" } else { "-" };
    let entries = files.into_iter().map(|file| json!([file.path, mode(file), file.sha256]));
    Digest::of(&canonical_json(&Value::Array(entries.collect())))
}

/// Where the list of ignored files of a Dockerfile may be, the one that counts first.
#[must_use]
pub fn ignore_files(dockerfile: &str) -> [String; 2] {
    [format!("{dockerfile}.dockerignore"), ".dockerignore".to_owned()]
}

/// The context that these files of a folder make: without the Dockerfile at this path and without what is ignored.
///
/// # Errors
/// Two files that cannot be in one folder, or too many.
pub fn select(mut files: Vec<ContextFile>, dockerfile: &str, ignored: &Ignored) -> Result<Selection, ImportError> {
    files.sort_unstable();
    fit_together(&files)?;
    let (mut out, mut files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| ignored.holds(&file.path));
    out.retain(|file| file.path != dockerfile);
    files.retain(|file| file.path != dockerfile);
    if files.len() > MAX_FILES {
        let help = "Keep what the build does not need out of it, with a .dockerignore.";
        let message = format!("the build context has {} files, more than {MAX_FILES}", files.len());
        return Err(ImportError::new(None, message, help));
    }
    let ignored = out.into_iter().map(|file| file.path).collect();
    Ok(Selection { digest: context_digest(&files), files, ignored })
}

/// Whether these files, sorted by path, can be in one folder: each path once, and no file where another needs a folder.
fn fit_together(files: &[ContextFile]) -> Result<(), ImportError> {
    let mut paths: Vec<Vec<&str>> = files.iter().map(|file| file.path.split('/').collect()).collect();
    // With folders compared as wholes, whatever is below a path follows it at once.
    paths.sort_unstable();
    let clash = paths.array_windows().find(|[one, next]| next.starts_with(one));
    let Some([one, next]) = clash else { return Ok(()) };
    let (one, next) = (one.join("/"), next.join("/"));
    let message = if one == next {
        format!("the file `{one}` is there twice")
    } else {
        format!("`{one}` is a file, and `{next}` needs a folder of that name")
    };
    Err(ImportError::new(None, message, "Keep one of the two."))
}

/// In bytes.
const MAX_PATH_LENGTH: usize = 1024;

/// A path as a context writes it: relative to the folder, with `/`, without `.` and `..`.
///
/// # Errors
/// A path that leads out of the folder, or that cannot be written safely.
pub fn context_path(text: &str) -> Result<String, ImportError> {
    let refuse = |why: &str, help: &str| {
        let shown: String = text.chars().take(200).flat_map(char::escape_debug).collect();
        Err(ImportError::new(None, format!("the path `{shown}` {why}"), help))
    };
    let mut path = text;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    if path.starts_with('/') {
        return refuse("begins at the root of a machine", "Name it relative to the folder of the build context.");
    }
    if path.split('/').any(|part| part == "..") {
        return refuse("leads out of the build context", "Move the file into the folder of the build context.");
    }
    if path.split('/').any(|part| part.is_empty() || part == ".") {
        return refuse("is no path of a file", "Write it as `folder/file`.");
    }
    if path.len() > MAX_PATH_LENGTH || path.contains(char::is_control) {
        return refuse("is too long, or holds a line break or the like", "Rename the file, or ignore it.");
    }
    Ok(path.to_owned())
}
