//! The base image, wherever it is named.

use super::check::Check;
use super::dockerfile;
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
