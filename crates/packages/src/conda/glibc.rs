//! The C library. The base image's is not known before the image is built, so one is assumed, and the step looks.

use rattler_conda_types::{MatchSpec, PackageNameMatcher, ParseMatchSpecOptions, RepoDataRecord, Version};
use std::str::FromStr;

/// The version that packages are chosen for: every distribution since the end of 2018 has it.
pub const ASSUMED: &str = "2.28";

/// The versions that all packages accept, one a line; nothing when no package says what it needs.
pub fn accepted(records: &[RepoDataRecord]) -> String {
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
