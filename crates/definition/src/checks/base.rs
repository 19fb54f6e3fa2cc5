//! The base image, wherever it is named.

use super::deprecated_images::{DEPRECATED, REGISTRY};
use super::{Check, Rule, texts};
use crate::canonical::full_reference;
use crate::dockerfile::{Dockerfile, Named};
use crate::{Definition, Invalid, canonical};

/// The longest Dockerfile, in bytes.
const LONGEST: usize = 100 << 10;

pub fn find(definition: &Definition) -> Vec<Check> {
    let mut found: Vec<Check> = unusable(definition).into_iter().collect();
    if let Some(image) = definition.base_image.as_deref().map(str::trim).filter(|image| !image.is_empty()) {
        found.extend(of_image(image).map(|check| check.at("docker.baseImage")));
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

/// Why no image can begin from this; a definition without any base takes the one of the workspace.
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
    let message = sentence(&invalid.to_string());
    match invalid {
        Invalid::NoBase => None,
        Invalid::SeveralBases(_) => {
            let help = "They would be different images. Take the others out.";
            Some(Check::new(Rule::DockerTooMany, message, help).at("docker"))
        }
        Invalid::NotAReference(_) => {
            let help = "Nothing else may stand there.";
            Some(Check::new(Rule::BaseImageInvalid, message, help).at("docker.baseImage"))
        }
        Invalid::RegistryAddress => {
            let help = "Write a host, for example `registry.example.org`. Credentials belong in the settings of the workspace.";
            Some(Check::new(Rule::BaseImageInvalid, message, help).at("docker.baseImageRegistry.address"))
        }
        // Every fault of it is told at its line.
        Invalid::Dockerfile(_) => None,
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.map_or_else(String::new, |first| first.chain(characters).collect())
}

fn of_dockerfile(place: &str, text: &str, files_are_elsewhere: bool) -> Vec<Check> {
    let mut found = Vec::new();
    let dockerfile = Dockerfile::parse(text);
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
