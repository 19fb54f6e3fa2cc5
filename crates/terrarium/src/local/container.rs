//! What a container is started with, and what tools need to know of this machine.

use std::{collections::BTreeMap, path::PathBuf};

/// Where the mounted folder is in a container.
pub const MOUNT_POINT: &str = "/workspace";

/// A command in a container of an image; the container is removed when the command has ended.
#[derive(Debug)]
pub struct Container {
    /// The image, `HOST:PORT/REPOSITORY@sha256:…`; it has to be pulled already.
    pub image: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The interpreter that the definition names, when that is the program.
    pub interpreter: Option<String>,
    /// The variables that it gets besides those of the image.
    pub variables: BTreeMap<String, String>,
    /// The folder of this machine that it finds at [`MOUNT_POINT`] and is started in.
    pub folder: Option<PathBuf>,
    /// Whether it gets a terminal of its own.
    pub terminal: bool,
}

/// The cache folder of this user.
pub fn cache_folder() -> Option<PathBuf> {
    let own = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    own.or_else(|| std::env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".cache")))
}

/// Whether the registry of an image is on this machine, so that it needs no certificate.
pub fn is_on_loopback(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_goes_without_certificates() {
        for here in ["127.0.0.1:5000/a@sha256:0", "localhost/a", "localhost:5000/a", "[::1]:5000/a", "127.1.2.3/a"] {
            assert!(is_on_loopback(here), "{here}");
        }
        for elsewhere in
            ["registry.example.org/a", "127.0.0.1.example.org/a", "10.0.0.1:5000/a", "localhost.example.org/a"]
        {
            assert!(!is_on_loopback(elsewhere), "{elsewhere}");
        }
    }
}
