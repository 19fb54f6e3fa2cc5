//! Bills of materials: what is in an image and where it came from, in the forms that other tools read. The same image
//! gives the same text: nothing in it is random or of today.

mod cyclonedx;
mod purl;
mod spdx;

use crate::{
    Error,
    checked::Checked,
    store::images::{Contents, Stored},
};
use api::LockedPackage;
use definition::Digest;
use serde_json::Value;

/// Who makes these bills.
const TOOL: &str = "terrarium";
/// What the lock does not know.
const LIMITS: &str = "Lists what was installed into the Python environment. What the base image holds, and what Docker \
                      steps installed, is not listed by package.";

/// A form of bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// SPDX 2.3, JSON.
    Spdx,
    /// `CycloneDX` 1.6, JSON.
    CycloneDx,
}

impl Form {
    /// The form of this word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "spdx" => Some(Self::Spdx),
            "cyclonedx" => Some(Self::CycloneDx),
            _ => None,
        }
    }
}

/// What a bill is made from.
struct Bill<'a> {
    /// The repository of the image, without the registry, whose port may be another tomorrow.
    repository: &'a str,
    /// The manifest digest (`sha256:…`).
    manifest: &'a str,
    /// When the image was built, in whole seconds.
    built_at: String,
    /// The processor (`amd64`).
    architecture: String,
    /// The image that it was built on.
    base: Option<Base>,
    /// Every package.
    lock: &'a [LockedPackage],
}

/// The image that another was built on.
struct Base {
    /// As the definition names it.
    reference: Option<String>,
    /// Its manifest digest, where it is known.
    manifest: Option<String>,
}

/// The bill of an image.
pub fn write(image: &Stored, contents: &Contents, form: Form) -> Result<String, Error> {
    // What an older version of the hash took may have no hash any more: then only the definition tells.
    let plan = Checked::stored(&contents.definition).ok().map(|checked| definition::plan(&checked.canonical));
    let (reference, platform) = if let Some(plan) = plan {
        (plan.base_image, plan.platform)
    } else {
        let platform = Checked::stored_definition(&contents.definition)?.platform;
        (None, format!("{}/{}", platform.os, platform.architecture))
    };
    let base = Base { reference, manifest: image.base_manifest.clone() };
    let bill = Bill {
        repository: &image.repository,
        manifest: &image.manifest,
        built_at: whole_seconds(&image.built_at),
        architecture: platform.split('/').nth(1).unwrap_or_default().to_owned(),
        base: Some(base).filter(|base| base.reference.is_some() || base.manifest.is_some()),
        lock: &contents.lock,
    };
    let document = match form {
        Form::Spdx => spdx::document(&bill),
        Form::CycloneDx => cyclonedx::document(&bill),
    };
    Ok(text(&document))
}

fn text(document: &Value) -> String {
    format!("{document:#}\n")
}

/// `2026-11-22T09:00:00.123Z` as `2026-11-22T09:00:00Z`.
fn whole_seconds(time: &str) -> String {
    let whole = time.split(['.', 'Z']).next().unwrap_or(time);
    format!("{whole}Z")
}

/// The name of an image as people say it: the last part of its repository.
fn short(repository: &str) -> &str {
    repository.rsplit('/').next().unwrap_or(repository)
}

/// The hexadecimal digits of a manifest digest.
fn digits(manifest: &str) -> &str {
    manifest.split_once(':').map_or(manifest, |(_, digits)| digits)
}

/// The package URL of a base image.
fn base_purl(base: &Base) -> String {
    let reference = base.reference.as_deref().unwrap_or_default();
    let untied = reference.split('@').next().unwrap_or_default();
    let (repository, tag) = match untied.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (untied, ""),
    };
    let name = if repository.is_empty() { "base" } else { short(repository) };
    let manifest = base.manifest.as_deref().unwrap_or_default();
    purl::of_image(name, manifest, &[("repository_url", repository), ("tag", tag)])
}

/// A UUID (version 8) that is the same for the same words.
fn uuid(words: &str) -> String {
    let digest = Digest::of(words).to_string();
    let (first, second, third, fourth, fifth) =
        (&digest[..8], &digest[8..12], &digest[13..16], &digest[17..20], &digest[20..32]);
    format!("{first}-{second}-8{third}-8{fourth}-{fifth}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, source: &str, url: Option<&str>) -> LockedPackage {
        LockedPackage {
            name: name.into(),
            version: "1.0+cpu".into(),
            source: source.into(),
            build: (source == "conda").then(|| "py311_0".into()),
            sha256: url.map(|_| "8a".repeat(32)),
            url: url.map(Into::into),
        }
    }

    fn lock() -> Vec<LockedPackage> {
        vec![
            package("_libgcc_mutex", "conda", Some("https://x.example/forge/linux-64/_libgcc_mutex-1.0-py311_0.conda")),
            package("ours", "pip", Some("git+https://x.example/ours.git@0a1b2c")),
            package("torch", "pip", Some("https://x.example/torch-1.0%2Bcpu-py3-none-any.whl")),
            package("pip", "pip", None),
        ]
    }

    fn bill(lock: &[LockedPackage]) -> Bill<'_> {
        Bill {
            repository: "terrarium/env",
            manifest: "sha256:71c0fe71c0fe71c0fe71c0fe71c0fe71c0fe71c0fe71c0fe71c0fe71c0fe71c0",
            built_at: whole_seconds("2026-11-22T09:00:00.123Z"),
            architecture: "amd64".into(),
            base: Some(Base {
                reference: Some("docker.io/library/python:3.12".into()),
                manifest: Some(format!("sha256:{}", "3f".repeat(32))),
            }),
            lock,
        }
    }

    #[test]
    fn spdx_names_every_package_with_its_file() {
        insta::assert_snapshot!("spdx", text(&spdx::document(&bill(&lock()))));
    }

    #[test]
    fn cyclonedx_names_every_package_with_its_file() {
        insta::assert_snapshot!("cyclonedx", text(&cyclonedx::document(&bill(&lock()))));
    }

    #[test]
    fn an_image_without_packages_and_without_a_known_base_has_a_bill() {
        let bill = Bill { base: None, ..bill(&[]) };
        assert_eq!(spdx::document(&bill)["packages"].as_array().map(Vec::len), Some(1));
        assert_eq!(cyclonedx::document(&bill)["components"].as_array().map(Vec::len), Some(0));
    }
}
