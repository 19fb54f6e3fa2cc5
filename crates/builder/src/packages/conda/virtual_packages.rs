//! What packages may expect of the machine they will run on, which is not the machine that solves.

use super::glibc;
use rattler_conda_types::{GenericVirtualPackage, PackageName, Subdir};
use std::env;

/// The oldest kernel that conda's own tools assume where they cannot see one.
const LINUX: &str = "5.10";

/// Any Linux of this platform; with a graphics card of NVIDIA only where `CONDA_OVERRIDE_CUDA` names its CUDA version.
pub fn virtual_packages(platform: Subdir) -> Vec<GenericVirtualPackage> {
    let architecture = match platform {
        Subdir::LinuxAarch64 => "aarch64",
        _ => "x86_64",
    };
    let cuda = env::var("CONDA_OVERRIDE_CUDA").ok().filter(|version| !version.is_empty());
    let always = [("__unix", "0", "0"), ("__linux", LINUX, "0"), ("__glibc", glibc::ASSUMED, "0")];
    let all = always.into_iter().chain([("__archspec", "1", architecture)]);
    all.chain(cuda.as_deref().map(|version| ("__cuda", version, "0"))).filter_map(package).collect()
}

fn package((name, version, build): (&str, &str, &str)) -> Option<GenericVirtualPackage> {
    let name = PackageName::try_from(name).ok()?;
    Some(GenericVirtualPackage { name, version: version.parse().ok()?, build_string: build.parse().ok()? })
}
