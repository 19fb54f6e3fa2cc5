//! Platforms of images as package managers name them.

use crate::error::{PackageError, refused};
use rattler_conda_types::Subdir;

/// The processor of a platform (`os/architecture`), as uv and Python name it.
pub(crate) fn machine(platform: &str) -> Result<&'static str, PackageError> {
    match platform {
        "linux/amd64" => Ok("x86_64"),
        "linux/arm64" => Ok("aarch64"),
        other => Err(unsupported(other)),
    }
}

/// The folder of a conda channel with the packages of a platform (`os/architecture`).
pub(crate) fn subdir(platform: &str) -> Result<Subdir, PackageError> {
    match platform {
        "linux/amd64" => Ok(Subdir::Linux64),
        "linux/arm64" => Ok(Subdir::LinuxAarch64),
        other => Err(unsupported(other)),
    }
}

fn unsupported(platform: &str) -> PackageError {
    refused(format!("packages cannot be installed for the platform {platform}: choose linux/amd64 or linux/arm64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_of_images_are_those_of_package_managers() {
        assert_eq!((subdir("linux/amd64").unwrap(), machine("linux/amd64").unwrap()), (Subdir::Linux64, "x86_64"));
        assert_eq!(
            (subdir("linux/arm64").unwrap(), machine("linux/arm64").unwrap()),
            (Subdir::LinuxAarch64, "aarch64")
        );
        assert!(subdir("windows/amd64").unwrap_err().to_string().contains("windows/amd64"));
    }
}
