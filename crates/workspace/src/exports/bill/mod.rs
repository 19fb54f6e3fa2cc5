//! Bills of materials: what is in an image and where it came from, in the formats that other tools read. The same image
//! gives the same text: nothing in it is random or of today.
//!
//! Not the usual crates: `cyclonedx-bom` does not write `CycloneDX` 1.6 (its issue 769), and `spdx-rs` had its last release
//! in 2023. Bills are only written here, and tests check them with the validators of SPDX and `CycloneDX` themselves.

mod cyclonedx;
mod model;
mod purl;
mod spdx;

use crate::{Error, definitions::Checked};
use model::{Base, Bill, whole_seconds};
use serde_json::Value;
use store::images::{ImageContents, ImageRow};

/// A format of bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillFormat {
    /// SPDX 2.3, JSON.
    Spdx,
    /// `CycloneDX` 1.6, JSON.
    CycloneDx,
}

impl BillFormat {
    /// Parses the name of a format.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "spdx" => Some(Self::Spdx),
            "cyclonedx" => Some(Self::CycloneDx),
            _ => None,
        }
    }
}

/// The bill of an image.
pub fn write(image: &ImageRow, contents: &ImageContents, format: BillFormat) -> Result<String, Error> {
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
    let document = match format {
        BillFormat::Spdx => spdx::document(&bill),
        BillFormat::CycloneDx => cyclonedx::document(&bill),
    };
    Ok(text(&document))
}

fn text(document: &Value) -> String {
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::images::LockedPackage;

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
