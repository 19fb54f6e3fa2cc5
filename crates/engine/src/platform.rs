//! The platform of the server.

/// The platform of the server, `os/architecture`. What is built has a platform of its own, see
/// [`crate::ImageRequest::platform`].
#[must_use]
pub fn server_platform() -> String {
    format!("{}/{}", std::env::consts::OS, server_architecture())
}

/// The architecture of the server, as images name it.
pub(crate) fn server_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
