//! The base image, wherever it is named.

use super::deprecated_images::{DEPRECATED, REGISTRY};
use super::{Check, Rule, dockerfile, texts};
use crate::canonical::{full_reference, image_with_registry};
use crate::dockerfile::{Dockerfile, Named};
use crate::text::capitalise;
use crate::{Definition, Invalid, canonical};

/// The longest Dockerfile, in bytes.
const LONGEST: usize = 100 << 10;

pub fn find(definition: &Definition) -> Vec<Check> {
    let mut found: Vec<Check> = unusable(definition).into_iter().collect();
    if let Some(image) = definition.base_image.as_deref().map(str::trim).filter(|image| !image.is_empty()) {
        let named = image_with_registry(image, definition.base_image_registry.as_deref());
        let fault = named
            .ok()
            .filter(|_| found.is_empty() && !texts::is_template(image))
            .and_then(|named| reference_fault(&named));
        match fault {
            Some((message, help)) => {
                found.push(Check::new(Rule::BaseImageInvalid, message, help).at("docker.baseImage"));
            }
            None => found.extend(of_image(image).map(|check| check.at("docker.baseImage"))),
        }
    }
    let context = definition.context.as_ref();
    let dockerfiles = [
        ("docker.baseDockerfile", definition.dockerfile.as_deref()),
        ("docker.buildContext.dockerfile", context.and_then(|context| context.dockerfile.as_deref())),
    ];
    for (place, text) in dockerfiles.into_iter().filter_map(|(place, text)| Some((place, text?))) {
        found.extend(of_dockerfile(place, text, context.is_none()));
    }
    found
}

/// Why no image can begin from this.
fn unusable(definition: &Definition) -> Option<Check> {
    // The packages say nothing about the base, and are many.
    let base = Definition {
        base_image: definition.base_image.clone(),
        base_image_registry: definition.base_image_registry.clone(),
        dockerfile: definition.dockerfile.clone(),
        context: definition.context.clone(),
        ..Definition::default()
    };
    let invalid = canonical(&base).err()?;
    let (rule, place) = match invalid {
        // A definition without any base takes the one of the workspace; every fault of a Dockerfile is told at its line.
        Invalid::NoBase | Invalid::Dockerfile(_) => return None,
        Invalid::SeveralBases(_) => (Rule::DockerTooMany, "docker"),
        Invalid::NotAReference(_) => (Rule::BaseImageInvalid, "docker.baseImage"),
        Invalid::RegistryAddress => (Rule::BaseImageInvalid, "docker.baseImageRegistry.address"),
    };
    Some(Check::new(rule, capitalise(&invalid.to_string()), invalid.help()).at(place))
}

fn of_dockerfile(place: &str, text: &str, files_are_elsewhere: bool) -> Vec<Check> {
    let mut found = Vec::new();
    let dockerfile = Dockerfile::parse(text);
    found.extend(dockerfile::find(text, &dockerfile).into_iter().map(|(check, line)| check.within(place, Some(line))));
    for Named { text: image, line } in dockerfile.base_images() {
        if texts::is_template(&image) {
            found.push(texts::template(&image).within(place, Some(line)));
        } else {
            found.extend(of_image(&image).map(|check| check.within(place, Some(line))));
        }
    }
    let copies = dockerfile.copies().into_iter().filter(|_| files_are_elsewhere);
    found.extend(copies.map(|Named { text: instruction, line }| {
        let help = "The files are not part of the definition, so this cannot be built. Write them with a heredoc, download them in a step, or give a build context.";
        let message = format!("`{instruction}` takes files that are not here");
        Check::new(Rule::FileNotHere, message, help).within(place, Some(line))
    }));
    if text.len() > LONGEST {
        let message = format!("The Dockerfile has {} bytes, more than {LONGEST}", text.len());
        let help = "Azure refuses it. Move what is long into a file that a step downloads.";
        found.push(Check::new(Rule::DockerfileTooLong, message, help).at(place));
    }
    found
}

/// Why an image cannot be pulled under this name, and what to do; none when it can, or a variable stands in it.
pub fn reference_fault(image: &str) -> Option<(String, String)> {
    if image.contains('$') || texts::is_template(image) {
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

fn of_image(image: &str) -> Option<Check> {
    if texts::is_template(image) || image.contains(char::is_whitespace) {
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
    let Some(named) = full.strip_prefix(REGISTRY).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    let repository = named.split(['@', ':']).next().unwrap_or_default();
    DEPRECATED.contains(&repository)
}
