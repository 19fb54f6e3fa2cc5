//! The lock that uv writes (`pylock.toml`): which files a version has, and which of them was installed.

use crate::address::public;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// The part of the lock that names files.
#[derive(Debug, Default, Deserialize)]
pub struct Pylock {
    /// One entry for every resolved package.
    #[serde(default)]
    pub packages: Vec<Package>,
}

/// A resolved package.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its normalised name.
    pub name: String,
    /// Its version; none when only building it tells.
    pub version: Option<String>,
    vcs: Option<Repository>,
    archive: Option<File>,
    sdist: Option<File>,
    #[serde(default)]
    wheels: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    r#type: String,
    url: Option<String>,
    #[serde(rename = "commit-id")]
    commit: String,
}

#[derive(Debug, Deserialize)]
struct File {
    name: Option<String>,
    url: Option<String>,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
}

/// Where an installed package came from, as far as the lock tells: the SHA-256 of the file, and its address.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// 64 hexadecimal digits.
    pub sha256: Option<String>,
    /// Without credentials.
    pub url: Option<String>,
}

impl Package {
    /// Where it came from, given the tags that its installed wheel has, or none when it was built here from source.
    pub fn origin(&self, tags: Option<&BTreeSet<String>>) -> Origin {
        if let Some(repository) = &self.vcs {
            let url = repository.url.as_deref().and_then(published);
            let url = url.map(|url| format!("{}+{url}@{}", repository.r#type, repository.commit));
            return Origin { sha256: None, url };
        }
        let wheel = |tags: &BTreeSet<String>| {
            let same = self.wheels.iter().find(|wheel| wheel.tags().as_ref() == Some(tags));
            // A wheel that was given another name after it was built.
            same.or(self.wheels.first().filter(|_| self.wheels.len() == 1))
        };
        let file = self.archive.as_ref().or_else(|| tags.map_or(self.sdist.as_ref(), wheel));
        file.map(File::origin).unwrap_or_default()
    }
}

impl File {
    fn origin(&self) -> Origin {
        let sha256 = self.hashes.get("sha256").filter(|hash| is_sha256(hash)).cloned();
        Origin { sha256, url: self.url.as_deref().and_then(published) }
    }

    /// The tags in the name of a wheel: `a-1.0-py2.py3-none-any.whl` has `py2-none-any` and `py3-none-any`.
    fn tags(&self) -> Option<BTreeSet<String>> {
        let address = self.url.as_deref().and_then(|url| Url::parse(url).ok());
        let last = address.as_ref().and_then(|url| url.path_segments()?.next_back());
        let name = self.name.as_deref().or(last)?.strip_suffix(".whl")?;
        let mut parts = name.rsplit('-');
        let (platforms, interfaces, pythons) = (parts.next()?, parts.next()?, parts.next()?);
        let tags = pythons.split('.').flat_map(|python| {
            interfaces.split('.').flat_map(move |interface| {
                platforms.split('.').map(move |platform| format!("{python}-{interface}-{platform}"))
            })
        });
        Some(tags.collect())
    }
}

fn published(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| public(&url).into())
}

fn is_sha256(hash: &str) -> bool {
    hash.len() == 64 && hash.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'))
}

#[cfg(test)]
mod tests {
    use super::{Origin, Pylock};

    const HASH: &str = "6da83a088f8ef93b2d483a8232a4dbf4d69d3d8496b568a03c56becac43e1808";

    fn origin(files: &str, tags: Option<&[&str]>) -> Origin {
        let text = format!("[[packages]]\nname = \"a\"\nversion = \"1.0\"\n{files}").replace("HASH", HASH);
        let lock: Pylock = toml::from_str(&text).unwrap();
        lock.packages[0].origin(tags.map(|tags| tags.iter().map(|&tag| tag.to_owned()).collect()).as_ref())
    }

    const BOTH: &str = r#"
        sdist = { url = "https://x.example/a-1.0.tar.gz", hashes = { sha256 = "HASH" } }
        wheels = [{ url = "https://x.example/a-1.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl" },
                  { url = "https://u:secret@x.example/a-1.0-py2.py3-none-any.whl?token=secret", hashes = { sha256 = "HASH" } }]"#;

    #[test]
    fn the_installed_wheel_is_found_by_its_tags() {
        let url = Some("https://x.example/a-1.0-py2.py3-none-any.whl".to_owned());
        assert_eq!(origin(BOTH, Some(&["py3-none-any", "py2-none-any"])), Origin { sha256: Some(HASH.into()), url });
        let native = origin(BOTH, Some(&["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux2014_x86_64"]));
        assert!(native.url.unwrap().contains("manylinux2014") && native.sha256.is_none());
    }

    #[test]
    fn what_was_built_here_came_from_source() {
        assert_eq!(origin(BOTH, None).url.unwrap(), "https://x.example/a-1.0.tar.gz");
    }

    #[test]
    fn unknown_tags_among_several_wheels_tell_nothing() {
        assert_eq!(origin(BOTH, Some(&["cp312-cp312-linux_x86_64"])), Origin::default());
    }

    #[test]
    fn a_commit_is_the_origin_of_a_repository() {
        let vcs = r#"vcs = { type = "git", url = "https://token@x.example/a.git", commit-id = "0a1b" }"#;
        assert_eq!(origin(vcs, None), Origin { sha256: None, url: Some("git+https://x.example/a.git@0a1b".into()) });
    }

    #[test]
    fn what_is_no_hash_is_not_taken_for_one() {
        let archive = r#"archive = { url = "https://x.example/a.zip", hashes = { sha256 = "../../etc" } }"#;
        assert_eq!(origin(archive, None).sha256, None);
    }
}
