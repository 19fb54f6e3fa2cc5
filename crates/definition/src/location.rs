//! Whether a text names a file or folder of some machine.

/// A channel or a repository that is a folder of this machine.
pub(crate) fn is_local_folder(channel: &str) -> bool {
    let is_drive =
        channel.as_bytes().get(1) == Some(&b':') && channel.starts_with(|first: char| first.is_ascii_alphabetic());
    channel.starts_with("file:") || channel.starts_with(['.', '/', '~', '\\']) || is_drive
}

/// A path or a `file:` URL.
pub(crate) fn is_path(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or_default();
    text.starts_with("file:")
        || scheme.ends_with("+file")
        || !text.contains("://") && (text.starts_with(['.', '~']) || text.contains(['/', '\\'])) && !text.contains("::")
}

/// The endings of archives that pip takes for files.
const ARCHIVE_ENDINGS: [&str; 12] =
    [".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma"];

/// Whether a requirement is an archive by its file name.
pub(crate) fn is_pip_archive(requirement: &str) -> bool {
    let name = requirement.split([' ', '\t', ';', '[']).next().unwrap_or_default().to_ascii_lowercase();
    !requirement.contains('@') && !name.contains("://") && ARCHIVE_ENDINGS.iter().any(|ending| name.ends_with(ending))
}
