//! From the definition as written to its canonical form.

use super::{Base, Canonical, Invalid, Python, Spark, Steps, conda, dockerfile, pip, reference};
use crate::text::{first_places, is_blank, trim};
use crate::{Definition, Dependency, Platform};
use serde_json::json;
use std::collections::BTreeSet;

/// The canonical form of a definition, by the rules of `docs/HASH.md`.
///
/// # Errors
/// When the definition has not exactly one of base image, Dockerfile and build context, or a base image that is no
/// reference.
pub fn canonical(definition: &Definition) -> Result<Canonical, Invalid> {
    let (base, steps) = base_and_steps(definition)?;
    let conda_file = present(definition.conda_file.as_deref()).filter(|_| !definition.user_managed);
    Ok(Canonical {
        base,
        steps,
        python: python(definition),
        spark: spark(definition),
        extras: extras(definition),
        conda_file: conda_file.map(str::to_owned),
    })
}

/// An empty text counts as absent.
fn present(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn base_and_steps(definition: &Definition) -> Result<(Base, Steps), Invalid> {
    let image = definition.base_image.as_deref().map(trim).filter(|image| !image.is_empty());
    let dockerfile = present(definition.dockerfile.as_deref());
    let context = definition.context.as_ref().filter(|context| !context.location.is_empty());
    let platform = platform(&definition.platform);
    if let Some(image) = image.filter(|image| image.contains(|next: char| next.is_whitespace() || next.is_control())) {
        return Err(Invalid::NotAReference(image.escape_debug().to_string()));
    }
    match (image, dockerfile, context) {
        (Some(image), None, None) => Ok((Base { image: Some(reference::full(image)), platform }, Steps::default())),
        (None, Some(text), None) => Ok(from_dockerfile(text, platform)),
        (None, None, Some(context)) => {
            let text = context.dockerfile.as_deref().unwrap_or_default();
            let (base, steps) = from_dockerfile(text, platform);
            Ok((base, Steps { context: context.digest, ..steps }))
        }
        (None, None, None) => Err(Invalid::NoBase),
        _ => {
            let given =
                [image.map(|_| "a base image"), dockerfile.map(|_| "a Dockerfile"), context.map(|_| "a build context")];
            Err(Invalid::SeveralBases(given.into_iter().flatten().collect::<Vec<_>>().join(" and ")))
        }
    }
}

fn platform(platform: &Platform) -> String {
    let os = present(Some(trim(&platform.os))).unwrap_or("linux");
    let architecture = present(Some(trim(&platform.architecture))).unwrap_or("amd64");
    format!("{os}/{architecture}").to_lowercase()
}

/// Splits off a first and only `FROM`, when it can be followed without building.
fn from_dockerfile(text: &str, platform: String) -> (Base, Steps) {
    let dockerfile::Instructions { syntax, list } = dockerfile::read(text);
    let from = list.first().filter(|_| list.iter().filter(|each| is_from(each)).count() == 1);
    let split = from.and_then(|from| plain_from(from));
    let (base, instructions) = match split {
        Some((flag, image)) => {
            let platform = flag.map_or(platform, str::to_lowercase);
            (Base { image: Some(reference::full(image)), platform }, &list[1..])
        }
        None => (Base { image: None, platform }, &list[..]),
    };
    let syntax = syntax.map(|syntax| format!("# syntax={syntax}"));
    (base, Steps { context: None, dockerfile: syntax.into_iter().chain(instructions.iter().cloned()).collect() })
}

/// Whether any instruction of a Dockerfile is `FROM`.
pub(crate) fn has_from(text: &str) -> bool {
    dockerfile::read(text).list.iter().any(|instruction| is_from(instruction))
}

fn is_from(instruction: &str) -> bool {
    dockerfile::split(instruction).0 == "FROM"
}

/// The platform flag and the image of a `FROM` that has no name and no variable.
fn plain_from(instruction: &str) -> Option<(Option<&str>, &str)> {
    let (keyword, rest) = instruction.split_once(' ')?;
    let words: Vec<&str> = rest.split(is_blank).filter(|word| !word.is_empty()).collect();
    let (flag, image) = match words[..] {
        [image] if !image.starts_with("--") => (None, image),
        [flag, image] if !image.starts_with("--") => (Some(flag.strip_prefix("--platform=")?), image),
        _ => return None,
    };
    (keyword == "FROM" && !rest.contains('$')).then_some((flag, image))
}

fn python(definition: &Definition) -> Python {
    if definition.user_managed {
        return Python::User;
    }
    let (mut conda, mut pip, mut pip_options) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for dependency in &definition.dependencies {
        match dependency {
            Dependency::Conda(entry) => {
                conda.insert(conda::normalise(entry));
            }
            Dependency::Pip(entries) => {
                for line in entries.iter().flat_map(|entry| pip::read(entry)) {
                    match line {
                        pip::Line::Option(option) => pip_options.push(option),
                        pip::Line::Requirement(requirement) => {
                            pip.insert(requirement);
                        }
                    }
                }
            }
        }
    }
    conda.remove("");
    Python::System {
        channels: in_order(&definition.channels),
        conda: conda.into_iter().collect(),
        pip: pip.into_iter().collect(),
        pip_options,
    }
}

/// Trimmed, in order, repeats and empty ones left out.
fn in_order(items: &[String]) -> Vec<String> {
    first_places(items.iter().map(|item| trim(item)).filter(|item| !item.is_empty()).map(str::to_owned))
}

fn spark(definition: &Definition) -> Option<Spark> {
    let packages: BTreeSet<String> = definition
        .spark_packages
        .iter()
        .map(|each| [&each.group, &each.artifact, &each.version].map(|part| trim(part)).join(":"))
        .collect();
    let repositories = in_order(&definition.spark_repositories);
    let precache = definition.precache_spark_packages;
    let anything = !packages.is_empty() || !repositories.is_empty();
    anything.then(|| Spark { packages: packages.into_iter().collect(), precache, repositories })
}

fn extras(definition: &Definition) -> Option<serde_json::Value> {
    let stack = present(definition.inferencing_stack.as_deref());
    let r = definition.r.as_ref();
    (stack.is_some() || r.is_some()).then(|| json!({"inferencing_stack": stack, "r": r}))
}
