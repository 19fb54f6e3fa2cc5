//! The base image, wherever it is named, and the build context that may stand in its place.

use super::check::Check;
use super::dockerfile;
use super::fields::kept_text;
use super::image::{check_image, reference_fault};
use super::rule::Rule;
use super::texts::{is_template, template_check};
use crate::canonical::image_with_registry;
use crate::dockerfile::{Dockerfile, Named};
use crate::text::capitalise;
use crate::{Definition, Invalid, canonical};

/// In bytes, as Azure has it.
const MAX_DOCKERFILE_SIZE: usize = 100 << 10;

pub fn find(definition: &Definition) -> Vec<Check> {
    let mut found: Vec<Check> = unusable(definition).into_iter().collect();
    if let Some(image) = definition.base_image.as_deref().map(str::trim).filter(|image| !image.is_empty()) {
        let named = image_with_registry(image, definition.base_image_registry.as_deref());
        let fault =
            named.ok().filter(|_| found.is_empty() && !is_template(image)).and_then(|named| reference_fault(&named));
        match fault {
            Some((message, help)) => {
                found.push(Check::new(Rule::BaseImageInvalid, message, help).at("docker.baseImage"));
            }
            None => found.extend(check_image(image).map(|check| check.at("docker.baseImage"))),
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
        if is_template(&image) {
            found.push(template_check(&image).within(place, Some(line)));
        } else {
            found.extend(check_image(&image).map(|check| check.within(place, Some(line))));
        }
    }
    let copies = dockerfile.copies().into_iter().filter(|_| files_are_elsewhere);
    found.extend(copies.map(|Named { text: instruction, line }| {
        let help = "The files are not part of the definition, so this cannot be built. Write them with a heredoc, download them in a step, or give a build context.";
        let message = format!("`{instruction}` takes files that are not here");
        Check::new(Rule::FileNotHere, message, help).within(place, Some(line))
    }));
    if text.len() > MAX_DOCKERFILE_SIZE {
        let message = format!("The Dockerfile has {} bytes, more than {MAX_DOCKERFILE_SIZE}", text.len());
        let help = "Azure refuses it. Move what is long into a file that a step downloads.";
        found.push(Check::new(Rule::DockerfileTooLong, message, help).at(place));
    }
    found
}

const CONTEXT: &str = "docker.buildContext";

pub fn find_in_context(definition: &Definition) -> Vec<Check> {
    let Some(context) = &definition.context else { return Vec::new() };
    let mut found = Vec::new();
    if context.location.trim().is_empty() {
        let help = "Say where the files are, or give the Dockerfile in place of the context.";
        found.push(Check::new(Rule::ContextLocationMissing, "The build context has no location", help).at(CONTEXT));
    }
    let path = context.dockerfile_path.trim();
    let is_known_to_miss = context.digest.is_some() && context.dockerfile.is_none();
    if path.is_empty() || path.ends_with('/') || is_known_to_miss {
        let help = "Give its path in the context, for example `Dockerfile`.";
        let message = "The build context names no Dockerfile that is in it";
        found.push(Check::new(Rule::DockerfilePathMissing, message, help).at(format!("{CONTEXT}.dockerfilePath")));
    }
    found.extend(location_type(definition, &context.location));
    found
}

/// The type of a location is only said in the v1 form.
fn location_type(definition: &Definition, location: &str) -> Option<Check> {
    let of_type = kept_text(definition, "docker.buildContext.locationType")?;
    if !["git", "storageaccount"].contains(&of_type.to_ascii_lowercase().as_str()) {
        let message = format!("The location type `{of_type}` is not known");
        let help = "Azure knows `git` and `storageAccount`. Nothing is taken from other places.";
        let place = format!("{CONTEXT}.locationType");
        return Some(Check::new(Rule::ContextLocationType, message, help).at(place));
    }
    if of_type.eq_ignore_ascii_case("git") || is_blob_folder(location) {
        return None;
    }
    let message = format!("`{location}` is no address of a storage account");
    let help = "Write `https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH`.";
    Some(Check::new(Rule::ContextLocationInvalid, message, help).at(format!("{CONTEXT}.location")))
}

fn is_blob_folder(location: &str) -> bool {
    let rest = location.strip_prefix("https://").and_then(|rest| rest.split_once(".blob.core.windows.net/"));
    rest.is_some_and(|(account, path)| {
        let plain = !account.is_empty() && account.chars().all(|next| next.is_ascii_alphanumeric());
        plain && path.split_once('/').is_some_and(|(container, path)| !container.is_empty() && !path.is_empty())
    })
}
