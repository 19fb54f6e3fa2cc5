//! From the definition as written to its canonical form.

use super::{Base, Canonical, Invalid, Python, Spark, Steps, conda, pip, reference};
use crate::dockerfile::{Dockerfile, Instruction};
use crate::location::{is_path, is_pip_archive};
use crate::text::{first_places, lines, trim};
use crate::{Definition, Dependency, Platform};
use serde_json::json;
use std::collections::BTreeSet;

/// The canonical form of a definition, by the rules of `docs/HASH.md`.
///
/// # Errors
/// When the definition has not exactly one of base image, Dockerfile and build context, a base image that is no
/// reference, or a Dockerfile that BuildKit refuses.
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
        archives: archives(definition),
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
    match (image, dockerfile, context) {
        (Some(image), None, None) => {
            let named = reference::with_registry(image, definition.base_image_registry.as_deref())?;
            Ok((Base { image: Some(reference::full(&named)?), platform }, Steps::default()))
        }
        (None, Some(text), None) => from_dockerfile(text, platform),
        (None, None, Some(context)) => {
            let text = context.dockerfile.as_deref().unwrap_or_default();
            let (base, steps) = from_dockerfile(text, platform)?;
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
    format!("{os}/{architecture}").to_ascii_lowercase()
}

/// Splits off a first and only `FROM`, when it can be followed without building.
fn from_dockerfile(text: &str, platform: String) -> Result<(Base, Steps), Invalid> {
    let mut dockerfile = Dockerfile::parse(text);
    if !dockerfile.errors.is_empty() {
        return Err(Invalid::Dockerfile(dockerfile.errors.swap_remove(0)));
    }
    let mut items = dockerfile.items();
    let first = dockerfile.instructions.first().filter(|_| dockerfile.stages().count() == 1);
    let split = first.and_then(|first| {
        let (platform, image) = plain_from(first)?;
        Some((platform.map(str::to_ascii_lowercase), reference::full(image).ok()?))
    });
    let base = match split {
        Some((flag, image)) => {
            let directives = items.len() - dockerfile.instructions.len();
            items.remove(directives);
            Base { image: Some(image), platform: flag.unwrap_or(platform) }
        }
        None => Base { image: None, platform },
    };
    Ok((base, Steps { context: None, dockerfile: items }))
}

/// The platform flag and the image of a `FROM` that has no name and no variable.
fn plain_from(instruction: &Instruction) -> Option<(Option<&str>, &str)> {
    let words: Vec<&str> = instruction.words().collect();
    let (platform, image) = match words[..] {
        [image] if !image.starts_with("--") => (None, image),
        [flag, image] if !image.starts_with("--") => (Some(flag.strip_prefix("--platform=")?), image),
        _ => return None,
    };
    let is_plain = instruction.keyword == "FROM" && !instruction.arguments.contains(['$', '"', '\'', '\\', '`']);
    is_plain.then_some((platform.filter(|platform| !platform.is_empty()), image))
}

fn python(definition: &Definition) -> Python {
    if definition.user_managed {
        return Python::User;
    }
    let (mut conda, mut pip, mut pip_options) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let mut pip_entries = Vec::new();
    for dependency in &definition.dependencies {
        match dependency {
            Dependency::Conda(entry) => {
                conda.insert(conda::normalise(entry));
            }
            Dependency::Pip(entries) => pip_entries.extend(entries.iter().map(String::as_str)),
        }
    }
    for line in pip::read(pip_entries.into_iter()) {
        match line {
            pip::Line::Option(option) => pip_options.push(option),
            pip::Line::Requirement(requirement) => {
                pip.insert(requirement);
            }
        }
    }
    conda.remove("");
    Python::System {
        channels: channels(&definition.channels),
        conda: conda.into_iter().collect(),
        pip: pip.into_iter().collect(),
        pip_options,
    }
}

/// The archives that pip lines name, sorted.
fn archives(definition: &Definition) -> Vec<String> {
    if definition.user_managed {
        return Vec::new();
    }
    let entries = definition.dependencies.iter().flat_map(|dependency| match dependency {
        Dependency::Pip(entries) => &entries[..],
        Dependency::Conda(_) => &[],
    });
    let lines = pip::join_lines(entries.flat_map(|entry| lines(entry)));
    let lines = lines.iter().map(|joined| pip::without_comment(trim(&joined.text)));
    let requirements =
        lines.filter(|line| !line.starts_with('-')).map(|line| line.split(" --").next().unwrap_or_default());
    let archives: BTreeSet<&str> =
        requirements.map(trim).filter(|line| is_pip_archive(line) && !is_path(line)).collect();
    archives.into_iter().map(str::to_owned).collect()
}

/// `nodefaults` keeps the configured channels from being appended, which they never are beside others.
fn channels(written: &[String]) -> Vec<String> {
    let mut channels = in_order(written);
    if channels.len() > 1 {
        channels.retain(|channel| channel != "nodefaults");
    }
    channels
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
