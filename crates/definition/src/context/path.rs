//! Paths in a build context.

use crate::ImportError;

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
