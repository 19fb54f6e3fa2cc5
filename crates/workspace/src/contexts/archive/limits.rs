//! Names and limits of archives.

use crate::Error;
use api::code;
use definition::{ImportError, context::MAX_FILES};

/// The archive as it came, in the folder of an upload.
pub const RECEIVED: &str = "received";
/// The archive as it stays.
pub const PACKED: &str = "packed";
/// How many entries are looked at, ignored ones among them.
pub const MAX_ENTRIES: usize = 10 * MAX_FILES;

/// What an archive may have in size when its files may have `limit`: as much again for ignored files, and some for headers.
pub fn with_the_rest(limit: u64) -> u64 {
    limit.saturating_mul(2).saturating_add(16 << 20)
}

/// More than the workspace takes.
pub fn too_large(limit: u64) -> Error {
    let message = format!("the build context is larger than {} MiB; nothing was kept", limit.div_ceil(1 << 20));
    Error::refuse(code::TOO_LARGE, message).help("Keep data out of it with a .dockerignore; a build can download it")
}

pub fn refused(error: ImportError) -> Error {
    Error::refuse(code::INVALID_CONTEXT, error.message).help(error.help)
}
