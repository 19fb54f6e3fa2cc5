//! References to images, wherever they are named.

use super::check::Check;
use super::rule::Rule;
use super::texts::is_template;
use crate::canonical::full_reference;

/// The registry of [`DEPRECATED_IMAGES`].
const DEPRECATED_REGISTRY: &str = "mcr.microsoft.com";

/// Repositories that are no longer maintained, by the list of July 2026 in Azure's documentation of its environments.
const DEPRECATED_IMAGES: [&str; 17] = [
    "azureml/base",
    "azureml/base-gpu",
    "azureml/base-lite",
    "azureml/intelmpi2018.3-cuda10.0-cudnn7-ubuntu16.04",
    "azureml/intelmpi2018.3-cuda9.0-cudnn7-ubuntu16.04",
    "azureml/intelmpi2018.3-ubuntu16.04",
    "azureml/o16n-base/python-slim",
    "azureml/openmpi3.1.2-cuda10.0-cudnn7-ubuntu16.04",
    "azureml/openmpi3.1.2-ubuntu16.04",
    "azureml/openmpi3.1.2-cuda10.0-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.1-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.2-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.2-cudnn8-ubuntu18.04",
    "azureml/openmpi3.1.2-ubuntu18.04",
    "azureml/openmpi4.1.0-cuda11.0.3-cudnn8-ubuntu18.04",
    "azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu18.04",
    "azureml/openmpi4.1.0-ubuntu20.04",
];

/// Why an image cannot be pulled under this name, and what to do; none when it can, or a variable stands in it.
pub fn reference_fault(image: &str) -> Option<(String, String)> {
    if image.contains('$') || is_template(image) {
        return None;
    }
    let full = full_reference(image).ok()?;
    let (named, digest) = full.split_once('@').map_or((&full[..], None), |(named, digest)| (named, Some(digest)));
    let (domain, path) = named.split_once('/')?;
    let (path, tag) = path.split_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    if image.to_ascii_lowercase().starts_with("http://") || image.to_ascii_lowercase().starts_with("https://") {
        let help = "Remove `https://`.".to_owned();
        return Some((format!("The image `{image}` starts with a URL scheme"), help));
    }
    if path.contains(|next: char| next.is_ascii_uppercase()) {
        let written = path.strip_prefix("library/").unwrap_or(path);
        let small = image.replacen(written, &written.to_ascii_lowercase(), 1);
        let help = format!("Image names are lower case. Write `{small}`.");
        return Some((format!("The image `{image}` has capital letters in its name"), help));
    }
    let is_word = |word: &str| {
        let ends = |end: Option<&u8>| end.is_some_and(u8::is_ascii_alphanumeric);
        ends(word.as_bytes().first())
            && ends(word.as_bytes().last())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    let is_tag = |tag: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        (1..=128).contains(&tag.len()) && !tag.starts_with(['.', '-']) && tag.bytes().all(is_part)
    };
    let is_digest = |digest: &str| {
        let (algorithm, digits) = digest.split_once(':').unwrap_or_default();
        let length = if algorithm == "sha512" { 128 } else { 64 };
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        matches!(algorithm, "sha256" | "sha512") && digits.len() == length && digits.bytes().all(is_digit)
    };
    let what = if !path.split('/').all(is_word) || domain.is_empty() {
        "its name"
    } else if !tag.is_none_or(is_tag) {
        "its tag"
    } else if !digest.is_none_or(is_digest) {
        "its digest"
    } else {
        return None;
    };
    let help = "Write `registry/name:tag` or `registry/name@sha256:…`.".to_owned();
    Some((format!("`{image}` is not a valid image reference: {what} is malformed"), help))
}

pub fn check_image(image: &str) -> Option<Check> {
    if is_template(image) || image.contains(char::is_whitespace) {
        return None;
    }
    let full = full_reference(image).ok()?;
    if is_deprecated(&full) {
        let help = "It gets no security fixes any more. Choose one that is maintained.";
        return Some(Check::new(
            Rule::BaseImageDeprecated,
            format!("The base image `{image}` is no longer maintained"),
            help,
        ));
    }
    if full.contains('@') {
        return None;
    }
    if full.ends_with(":latest") {
        let help = "A later build may begin from another image. Write the tag that you tested, or better the digest.";
        let how = if image.ends_with(":latest") { "the tag `latest`" } else { "no tag and no digest" };
        return Some(Check::new(Rule::BaseImageUnpinned, format!("The base image `{image}` has {how}"), help));
    }
    let help = "Somebody may move the tag to another image. With `@sha256:…` the base stays what it is.";
    Some(Check::new(Rule::BaseImageByTag, format!("The base image `{image}` has a tag, not a digest"), help))
}

fn is_deprecated(full: &str) -> bool {
    let Some(named) = full.strip_prefix(DEPRECATED_REGISTRY).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    let repository = named.split(['@', ':']).next().unwrap_or_default();
    DEPRECATED_IMAGES.contains(&repository)
}
