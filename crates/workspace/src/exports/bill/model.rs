//! What a bill of materials is made from.

use super::purl;
use definition::Digest;
use store::images::LockedPackage;

/// The program that writes the bills.
pub const TOOL: &str = "terrarium";
/// What the lock does not know.
pub const LIMITS: &str = "Lists what was installed into the Python environment. What the base image holds, and what Docker \
                          steps installed, is not listed by package.";

/// What a bill is made from.
pub struct Bill<'a> {
    /// The repository of the image, without the registry, whose port may be another tomorrow.
    pub repository: &'a str,
    /// The manifest digest (`sha256:…`).
    pub manifest: &'a str,
    /// When the image was built, in whole seconds.
    pub built_at: String,
    /// The processor (`amd64`).
    pub architecture: String,
    /// The image that it was built on.
    pub base: Option<Base>,
    /// Every package.
    pub lock: &'a [LockedPackage],
}

/// The image that another was built on.
pub struct Base {
    /// As the definition names it.
    pub reference: Option<String>,
    /// Its manifest digest, where it is known.
    pub manifest: Option<String>,
}

/// `2026-11-22T09:00:00.123Z` as `2026-11-22T09:00:00Z`.
pub fn whole_seconds(time: &str) -> String {
    let whole = time.split(['.', 'Z']).next().unwrap_or(time);
    format!("{whole}Z")
}

/// The name of an image as people say it: the last part of its repository.
pub fn short(repository: &str) -> &str {
    repository.rsplit('/').next().unwrap_or(repository)
}

/// The hexadecimal digits of a manifest digest.
pub fn digits(manifest: &str) -> &str {
    manifest.split_once(':').map_or(manifest, |(_, digits)| digits)
}

/// The package URL of a base image.
pub fn base_purl(base: &Base) -> String {
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
pub fn uuid(words: &str) -> String {
    let digest = Digest::of(words).to_string();
    let (first, second, third, fourth, fifth) =
        (&digest[..8], &digest[8..12], &digest[13..16], &digest[17..20], &digest[20..32]);
    format!("{first}-{second}-8{third}-8{fourth}-{fifth}")
}
