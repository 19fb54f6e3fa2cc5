//! Package URLs: how tools that know nothing of each other name the same package.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::images::LockedPackage;

/// What may stand in a part of a package URL as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');
/// In the value of a qualifier, colons and slashes may, too.
const VALUE: &AsciiSet = &PLAIN.remove(b':').remove(b'/');

/// That of a package in a lock.
pub fn of_package(package: &LockedPackage) -> String {
    let LockedPackage { name, version, source, build, url, .. } = package;
    let url = url.as_deref().unwrap_or_default();
    if source == "conda" {
        let place = Place::of(url);
        let build = build.as_deref().unwrap_or_default();
        let qualifiers =
            [("build", build), ("channel", place.channel), ("subdir", place.subdir), ("type", place.extension)];
        return purl("conda", name, version, &qualifiers);
    }
    if let Some((group, artifact)) = name.split_once(':').filter(|_| source == "maven") {
        let group = utf8_percent_encode(group, PLAIN);
        return purl(&format!("maven/{group}"), artifact, version, &[]);
    }
    if let Some((group, artifact)) = name.split_once(':').filter(|_| source == "maven") {
        return purl("maven", &format!("{group}/{artifact}"), version, &[]);
    }
    if source == "uv" {
        return purl("generic", name, version, &[("download_url", url)]);
    }
    let of_repository = url.split_once("://").is_some_and(|(scheme, _)| scheme.contains('+'));
    let repository = if of_repository { url } else { "" };
    purl("pypi", &name.to_lowercase().replace('_', "-"), version, &[("vcs_url", repository)])
}

/// That of an image, by its name and manifest digest.
pub fn of_image(name: &str, manifest: &str, qualifiers: &[(&str, &str)]) -> String {
    purl("oci", &name.to_lowercase(), manifest, qualifiers)
}

/// Qualifiers are sorted by their names; empty ones are left out.
fn purl(kind: &str, name: &str, version: &str, qualifiers: &[(&str, &str)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let version = if version.is_empty() { String::new() } else { format!("@{}", encoded(version)) };
    let told = qualifiers.iter().filter(|(_, value)| !value.is_empty());
    let told: Vec<String> = told.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, VALUE))).collect();
    let told = if told.is_empty() { String::new() } else { format!("?{}", told.join("&")) };
    let name: Vec<String> = name.split('/').map(encoded).collect();
    format!("pkg:{kind}/{}{version}{told}", name.join("/"))
}

/// Where a conda archive is, from its address: `…/CHANNEL/SUBDIR/FILE`.
#[derive(Default)]
struct Place<'a> {
    channel: &'a str,
    subdir: &'a str,
    extension: &'a str,
}

impl<'a> Place<'a> {
    fn of(url: &'a str) -> Self {
        let read = || {
            let (scheme, rest) = url.split_once("://")?;
            // A folder has no host in front.
            let path = if scheme == "file" { rest } else { rest.split_once('/')?.1 };
            let (place, file) = path.rsplit_once('/')?;
            let (channel, subdir) = place.rsplit_once('/')?;
            let extension = ["conda", "tar.bz2"].into_iter().find(|kind| file.ends_with(&format!(".{kind}")))?;
            Some(Self { channel, subdir, extension })
        };
        read().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, source: &str, url: &str) -> LockedPackage {
        LockedPackage {
            name: name.into(),
            version: "1!2.0+cu121".into(),
            source: source.into(),
            build: (source == "conda").then(|| "py311_0".into()),
            sha256: None,
            url: Some(url.into()).filter(|url: &String| !url.is_empty()),
        }
    }

    #[test]
    fn packages_are_named_as_other_tools_name_them() {
        let purl = |name, source, url| of_package(&package(name, source, url));
        assert_eq!(purl("Zope_Event", "pip", ""), "pkg:pypi/zope-event@1%212.0%2Bcu121");
        assert_eq!(
            purl("ours", "pip", "git+https://x.example/a.git@0a1b"),
            "pkg:pypi/ours@1%212.0%2Bcu121?vcs_url=git%2Bhttps://x.example/a.git%400a1b"
        );
        assert_eq!(
            purl("numpy", "conda", "https://x.example/forge/linux-64/numpy.conda"),
            "pkg:conda/numpy@1%212.0%2Bcu121?build=py311_0&channel=forge&subdir=linux-64&type=conda"
        );
        assert_eq!(
            purl("a", "conda", "file:///srv/own/noarch/a-1.tar.bz2"),
            "pkg:conda/a@1%212.0%2Bcu121?build=py311_0&channel=/srv/own&subdir=noarch&type=tar.bz2"
        );
        assert_eq!(purl("org.example:one", "maven", ""), "pkg:maven/org.example/one@1%212.0%2Bcu121");
        assert_eq!(purl("a", "conda", ""), "pkg:conda/a@1%212.0%2Bcu121?build=py311_0");
    }

    #[test]
    fn an_image_is_named_by_its_digest() {
        assert_eq!(of_image("Env", "sha256:71c0", &[("arch", "amd64")]), "pkg:oci/env@sha256%3A71c0?arch=amd64");
    }
}
