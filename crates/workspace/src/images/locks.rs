//! Locks: the packages of an image as builder, store and API have them, and what differs between two.

use api::PackageMove;
use builder::{Built, Locked, PackageManager};
use definition::SHORT_DIGITS;
use std::collections::BTreeMap;
use store::images::LockedPackage;

/// The name of a package manager in locks.
pub fn manager_name(manager: PackageManager) -> &'static str {
    match manager {
        PackageManager::Conda => "conda",
        PackageManager::Pip => "pip",
        PackageManager::Maven => "maven",
        PackageManager::Uv => "uv",
    }
}

/// The packages of an image that was built.
pub fn stored_lock(built: &Built) -> Vec<LockedPackage> {
    let package = |Locked { name, version, source, build, sha256, url }: Locked| LockedPackage {
        name,
        version,
        source: manager_name(source).into(),
        build,
        sha256,
        url,
    };
    built.lock.iter().cloned().map(package).collect()
}

/// A package of a stored lock, for the builder.
pub fn from_stored_lock(LockedPackage { name, version, source, build, sha256, url }: LockedPackage) -> Locked {
    let source = match source.as_str() {
        "conda" => PackageManager::Conda,
        "maven" => PackageManager::Maven,
        "uv" => PackageManager::Uv,
        _ => PackageManager::Pip,
    };
    Locked { name, version, source, build, sha256, url }
}

/// A package of a stored lock, for clients.
pub fn to_api(LockedPackage { name, version, source, build, sha256, url }: LockedPackage) -> api::LockedPackage {
    api::LockedPackage { name, version, source, build, sha256, url }
}

/// The packages that differ between two locks, by name: in their version, or else in their build or their file.
pub fn moves(before: &[LockedPackage], after: &[LockedPackage]) -> Vec<PackageMove> {
    type Sides<'a> = [Option<&'a LockedPackage>; 2];
    let mut sides = BTreeMap::<(&str, &str), Sides<'_>>::new();
    for (side, lock) in [before, after].into_iter().enumerate() {
        for package in lock {
            sides.entry((&package.name, &package.source)).or_default()[side] = Some(package);
        }
    }
    let package_move = |((name, source), [before, after]): (_, Sides<'_>)| {
        let describe = |package: &LockedPackage, other: Option<&LockedPackage>| {
            other.map_or_else(|| package.version.clone(), |other| distinguish(package, other))
        };
        let (old, new) =
            (before.map(|package| describe(package, after)), after.map(|package| describe(package, before)));
        (old != new).then(|| PackageMove {
            name: str::to_owned(name),
            source: str::to_owned(source),
            before: old,
            after: new,
        })
    };
    sides.into_iter().filter_map(package_move).collect()
}

/// The version of a package, with what distinguishes it from another of the same version.
fn distinguish(package: &LockedPackage, other: &LockedPackage) -> String {
    let LockedPackage { version, build, sha256, .. } = package;
    match (build, sha256, &other.sha256) {
        _ if *version != other.version => version.clone(),
        (Some(build), ..) if package.build != other.build => format!("{version} {build}"),
        (_, Some(sha256), Some(others)) if sha256 != others => {
            format!("{version} file {}", sha256.get(..SHORT_DIGITS).unwrap_or(sha256))
        }
        _ => version.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str)]) -> Vec<LockedPackage> {
        let package = |(name, version): &(&str, &str)| LockedPackage {
            name: (*name).into(),
            version: (*version).into(),
            source: "pip".into(),
            build: None,
            sha256: None,
            url: None,
        };
        packages.iter().map(package).collect()
    }

    #[test]
    fn what_moved_came_and_went_is_told_and_nothing_else() {
        let before = lock(&[("alembic", "1.13.2"), ("numpy", "1.26.4"), ("six", "1.16.0")]);
        let after = lock(&[("alembic", "1.13.3"), ("mako", "1.3.5"), ("numpy", "1.26.4")]);
        let found: Vec<_> = moves(&before, &after)
            .into_iter()
            .map(|package| (package.name, package.before.unwrap_or_default(), package.after.unwrap_or_default()))
            .collect();
        let expected = [("alembic", "1.13.2", "1.13.3"), ("mako", "", "1.3.5"), ("six", "1.16.0", "")];
        assert_eq!(found, expected.map(|(name, before, after)| (name.into(), before.into(), after.into())));
    }

    #[test]
    fn another_build_or_file_of_a_version_is_told_where_both_are_known() {
        let package = |name: &str, build: Option<&str>, sha256: Option<&str>| LockedPackage {
            build: build.map(Into::into),
            sha256: sha256.map(Into::into),
            ..lock(&[(name, "1.0")]).remove(0)
        };
        let before =
            [package("a", Some("0"), None), package("b", None, Some("ab12cd34ef5678")), package("c", None, None)];
        let after =
            [package("a", Some("1"), None), package("b", None, Some("00112233ff4455")), package("c", None, Some("9"))];
        let found: Vec<_> = moves(&before, &after).into_iter().map(|package| (package.before, package.after)).collect();
        let expected = [("1.0 0", "1.0 1"), ("1.0 file ab12cd34ef56", "1.0 file 00112233ff44")];
        assert_eq!(found, expected.map(|(before, after)| (Some(before.into()), Some(after.into()))));
    }
}
