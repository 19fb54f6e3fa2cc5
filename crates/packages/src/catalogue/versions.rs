//! The versions that the files of a package have, newest first.

use super::simple::File;
use crate::pip::normalised;
use pep440_rs::Version;
use std::collections::BTreeMap;
use std::str::FromStr;

/// A version that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The version.
    pub version: String,
    /// Whether it is a pre-release.
    pub prerelease: bool,
    /// Whether it was yanked.
    pub yanked: bool,
    /// The Pythons it is for (`>=3.9`), where that is known.
    pub requires_python: Option<String>,
}

/// The versions of a package. Files whose name tells none are passed over; a version is yanked when all its files are.
pub fn of_files(name: &str, files: Vec<File>) -> Vec<Offered> {
    let mut versions: BTreeMap<Version, Offered> = BTreeMap::new();
    for File { filename, requires_python, yanked, .. } in files {
        let Some((text, version)) = version(name, &filename) else { continue };
        let prerelease = version.any_prerelease();
        let offered = versions.entry(version).or_insert_with(|| Offered {
            version: text,
            prerelease,
            yanked: true,
            requires_python: None,
        });
        offered.yanked &= yanked;
        offered.requires_python = offered.requires_python.take().or(requires_python);
    }
    versions.into_values().rev().collect()
}

/// The version that the name of a file of this package tells.
pub fn version_of_file(name: &str, filename: &str) -> Option<Version> {
    // A folder has wheels of other packages, too.
    let wheel = filename.strip_suffix(".whl").and_then(|stem| stem.split('-').next());
    version(name, filename).filter(|_| wheel.is_none_or(|own| normalised(own) == name)).map(|(_, version)| version)
}

/// The version in the name of a wheel (`NAME-VERSION-…`) or of a source archive (`NAME-VERSION.tar.gz`).
fn version(name: &str, filename: &str) -> Option<(String, Version)> {
    let text = if let Some(stem) = filename.strip_suffix(".whl") {
        stem.split('-').nth(1)?
    } else {
        let ends = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz"];
        let stem = ends.iter().find_map(|end| filename.strip_suffix(end))?;
        let starts = stem.match_indices('-').map(|(at, _)| at);
        let at = starts.into_iter().find(|at| normalised(&stem[..*at]) == name)?;
        &stem[at + 1..]
    };
    Some((text.to_owned(), Version::from_str(text).ok()?))
}

/// The newest version that is a release and was not yanked, else the newest of all.
#[must_use]
pub fn newest(versions: &[Offered]) -> Option<&Offered> {
    versions.iter().find(|offered| !offered.prerelease && !offered.yanked).or(versions.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(filename: &str, yanked: bool) -> File {
        File { filename: filename.into(), requires_python: None, yanked, url: None, hashes: BTreeMap::new() }
    }

    #[test]
    fn versions_are_ordered_as_python_orders_them() {
        let files = vec![
            file("scikit_learn-1.9.0.tar.gz", false),
            file("scikit-learn-1.10.0.tar.gz", true),
            file("scikit_learn-1.10.0-cp311-cp311-linux_x86_64.whl", false),
            file("scikit_learn-2.0rc1-py3-none-any.whl", false),
            file("scikit_learn-1.8.0-py3-none-any.whl", true),
            file("scikit_learn-1.9.0.exe", false),
            file("../../etc/passwd", false),
        ];
        let versions = of_files("scikit-learn", files);
        let said: Vec<_> =
            versions.iter().map(|offered| (offered.version.as_str(), offered.prerelease, offered.yanked)).collect();
        assert_eq!(
            said,
            [("2.0rc1", true, false), ("1.10.0", false, false), ("1.9.0", false, false), ("1.8.0", false, true)]
        );
        assert_eq!(newest(&versions).unwrap().version, "1.10.0");
    }
}
