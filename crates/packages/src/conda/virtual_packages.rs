//! What packages may expect of the machine they will run on, which is not the server. It follows from the platform and the
//! definition alone: the environment of the server, such as `CONDA_OVERRIDE_CUDA`, changes nothing, for it is not part of the
//! hash of an image.

use rattler_conda_types::{
    GenericVirtualPackage, MatchSpec, PackageName, PackageNameMatcher, ParseMatchSpecOptions, ParseStrictness,
    RepoDataRecord, Subdir, Version, VersionSpec,
};
use std::str::FromStr;

/// The oldest kernel that conda's own tools assume where they cannot see one.
const LINUX_VERSION: &str = "5.10";
/// Packages whose version is that of CUDA. A definition that asks for one is for machines with a driver of that version.
const CUDA_PACKAGES: [&str; 4] = ["cuda-version", "cudatoolkit", "pytorch-cuda", "cuda-toolkit"];

/// Any Linux of this platform; with a graphics card of NVIDIA where the specifications ask for a version of CUDA.
pub fn virtual_packages(platform: Subdir, specifications: &[MatchSpec]) -> Vec<GenericVirtualPackage> {
    let architecture = match platform {
        Subdir::LinuxAarch64 => "aarch64",
        _ => "x86_64",
    };
    let cuda = specifications.iter().find_map(cuda_version);
    let always = [
        ("__unix", "0", "0"),
        ("__linux", LINUX_VERSION, "0"),
        ("__glibc", ASSUMED_GLIBC, "0"),
        ("__archspec", "1", architecture),
    ];
    always.into_iter().chain(cuda.as_deref().map(|version| ("__cuda", version, "0"))).filter_map(package).collect()
}

/// The version of CUDA that a specification asks for, when it names exactly one: `cuda-version=12.4`.
fn cuda_version(specification: &MatchSpec) -> Option<String> {
    let PackageNameMatcher::Exact(name) = &specification.name else { return None };
    let wanted = specification.version.as_ref().filter(|_| CUDA_PACKAGES.contains(&name.as_normalized()))?;
    let text = wanted.to_string();
    let version = text.trim_start_matches('=').trim_end_matches(".*");
    let is_plain = version.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    // A range has no version of its own.
    let is_exact = VersionSpec::from_str(&text, ParseStrictness::Lenient)
        .is_ok_and(|specification| Version::from_str(version).is_ok_and(|version| specification.matches(&version)));
    (is_plain && is_exact).then(|| version.to_owned())
}

fn package((name, version, build): (&str, &str, &str)) -> Option<GenericVirtualPackage> {
    let name = PackageName::try_from(name).ok()?;
    Some(GenericVirtualPackage { name, version: version.parse().ok()?, build_string: build.parse().ok()? })
}

/// The version that packages are chosen for: every distribution since the end of 2018 has it.
const ASSUMED_GLIBC: &str = "2.28";

/// The versions that all packages accept, one a line; nothing when no package says what it needs.
pub fn accepted_glibc(records: &[RepoDataRecord]) -> String {
    let depends = records.iter().flat_map(|record| &record.package_record.depends);
    let needs: Vec<_> = depends
        .filter(|text| text.starts_with("__glibc"))
        .filter_map(|text| MatchSpec::from_str(text, ParseMatchSpecOptions::lenient()).ok())
        .filter(|need| matches!(&need.name, PackageNameMatcher::Exact(name) if name.as_normalized() == "__glibc"))
        .filter_map(|need| need.version)
        .collect();
    if needs.is_empty() {
        return String::new();
    }
    let versions = (0..100).map(|minor| format!("2.{minor}"));
    let fits =
        |text: &String| Version::from_str(text).is_ok_and(|version| needs.iter().all(|need| need.matches(&version)));
    versions.filter(fits).map(|version| version + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rattler_conda_types::ParseMatchSpecOptions;

    fn texts(platform: Subdir, specifications: &[&str]) -> Vec<String> {
        let parse = |text: &&str| MatchSpec::from_str(text, ParseMatchSpecOptions::lenient()).unwrap();
        let specifications: Vec<MatchSpec> = specifications.iter().map(parse).collect();
        let found = virtual_packages(platform, &specifications);
        found.iter().map(|package| format!("{}={}", package.name.as_normalized(), package.version)).collect()
    }

    #[test]
    fn the_architecture_is_that_of_the_platform() {
        let architecture = |platform| {
            let found = virtual_packages(platform, &[]);
            let found = found.into_iter().find(|package| package.name.as_normalized() == "__archspec").unwrap();
            found.build_string.to_string()
        };
        assert_eq!(architecture(Subdir::Linux64), "x86_64");
        assert_eq!(architecture(Subdir::LinuxAarch64), "aarch64");
    }

    #[test]
    fn cuda_is_there_where_the_definition_asks_for_a_version_of_it() {
        let cuda = |specification: &str| texts(Subdir::Linux64, &[specification]).get(4).cloned();
        assert_eq!(cuda("cuda-version=12.4").as_deref(), Some("__cuda=12.4"));
        assert_eq!(cuda("pytorch-cuda=12.1").as_deref(), Some("__cuda=12.1"));
        assert_eq!(cuda("cudatoolkit==11.8").as_deref(), Some("__cuda=11.8"));
        for other in ["cuda-version>=12", "cuda-version", "pytorch=2.4", "numpy"] {
            assert_eq!(cuda(other), None, "{other}");
        }
    }
}
