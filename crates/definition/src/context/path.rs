//! Paths in a build context.

use super::ContextFile;
use crate::ImportError;

/// The longest path, in bytes.
const LONGEST: usize = 1024;

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
    if path.len() > LONGEST || path.contains(char::is_control) {
        return refuse("is too long, or holds a line break or the like", "Rename the file, or ignore it.");
    }
    Ok(path.to_owned())
}

/// Whether these files, sorted by path, can be in one folder: each path once, and no file where another needs a folder.
pub fn fit_together(files: &[ContextFile]) -> Result<(), ImportError> {
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
