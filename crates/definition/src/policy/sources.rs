//! Where images, conda packages and pip packages may come from.

use super::rules::{Allowed, Policy, help};
use crate::canonical::{Specification, full_reference, image_with_registry};
use crate::checks::{Check, Rule};
use crate::dockerfile::{Dockerfile, Named};
use crate::edit::Edit;
use crate::package_list::{LineKind, PackageLine, rows};
use crate::text::trim;
use crate::{Definition, PackageSource};

pub fn find(policy: &Policy, definition: &Definition) -> Vec<Check> {
    let mut found = Vec::new();
    if let Some(registries) = &policy.registries {
        found.extend(images(registries, definition));
    }
    if policy.channels.is_none() && policy.indexes.is_none() {
        return found;
    }
    let packages: Vec<PackageLine> = rows(definition).into_iter().map(PackageLine::parse).collect();
    if let Some(channels) = &policy.channels {
        found.extend(channels_of_definition(channels, definition));
        found.extend(packages.iter().filter_map(|package| channel_of_line(channels, package)));
    }
    if let Some(indexes) = &policy.indexes {
        found.extend(packages.iter().filter_map(|package| index_of_line(indexes, package)));
    }
    found
}

fn images(registries: &Allowed, definition: &Definition) -> Vec<Check> {
    let allowed: Vec<String> = registries.allowed.iter().map(|place| registry(place)).collect();
    let check = |image: &str| {
        let may = is_told(image) && {
            let full = full_reference(image).unwrap_or_else(|_| image.to_owned()).to_ascii_lowercase();
            allowed.iter().any(|place| covers(place, &full, if place.contains('/') { "/:@" } else { "/" }))
        };
        (!may).then(|| {
            let message = format!("The image `{image}` comes from a registry that is not allowed");
            let what = within("Begin from an image of", registries);
            Check::new(Rule::PolicyRegistry, message, help(registries.reason.as_deref(), &what))
        })
    };
    let mut found = Vec::new();
    if let Some(image) = definition.base_image.as_deref().map(trim).filter(|image| !image.is_empty()) {
        let named = image_with_registry(image, definition.base_image_registry.as_deref());
        found.extend(check(named.as_deref().unwrap_or(image)).map(|check| check.at("docker.baseImage")));
    }
    let context = definition.context.as_ref().and_then(|context| context.dockerfile.as_deref());
    let dockerfiles =
        [("docker.baseDockerfile", definition.dockerfile.as_deref()), ("docker.buildContext.dockerfile", context)];
    for (place, text) in dockerfiles {
        let pulled = Dockerfile::parse(text.unwrap_or_default()).pulled_images();
        found.extend(pulled.iter().filter_map(|Named { text, line }| Some(check(text)?.within(place, Some(*line)))));
    }
    found
}

/// Whether the registry stands in the reference, and not in a variable that only a build knows.
fn is_told(image: &str) -> bool {
    let first = image.split('/').next().unwrap_or_default();
    let name = if image.contains('/') { first } else { first.split([':', '@']).next().unwrap_or_default() };
    !name.contains('$')
}

fn channels_of_definition(channels: &Allowed, definition: &Definition) -> Vec<Check> {
    let is_named = |channel: &str| !channel.is_empty() && channel != "nodefaults";
    let named = definition.channels.iter().enumerate().filter(|(_, channel)| is_named(trim(channel)));
    let foreign = named.filter(|(_, channel)| !is_allowed(channels, trim(channel)));
    let check = |(index, channel): (usize, &String)| {
        let others = definition.channels.iter().filter(|other| *other != channel).cloned().collect();
        foreign_channel(channels, trim(channel))
            .at(format!("python.condaDependencies.channels[{index}]"))
            .fix(format!("Remove {}", trim(channel)), vec![Edit::Channels(others)])
    };
    foreign.map(check).collect()
}

/// A channel before the name of a package, and the address of a package file.
fn channel_of_line(channels: &Allowed, package: &PackageLine) -> Option<Check> {
    if package.row.source != PackageSource::Conda {
        return None;
    }
    let text = trim(&package.row.text);
    let place = match Specification::parse(text) {
        Some(Specification { channel: Some(channel), .. }) => channel,
        Some(Specification { rest, .. }) if rest.contains("channel") || rest.contains("url") => text.to_owned(),
        None if text.contains("://") => text.to_owned(),
        _ => return None,
    };
    (!is_allowed(channels, &place)).then(|| foreign_channel(channels, &place).at(package.row.path()))
}

fn foreign_channel(channels: &Allowed, channel: &str) -> Check {
    let message = format!("The channel `{channel}` is not allowed");
    let what = within("Take packages from", channels);
    Check::new(Rule::PolicyChannel, message, help(channels.reason.as_deref(), &what))
}

/// The address in an option or a requirement. What a variable holds cannot be told.
fn index_of_line(indexes: &Allowed, package: &PackageLine) -> Option<Check> {
    if package.row.source != PackageSource::Pip {
        return None;
    }
    let text = trim(package.row.text.split(" #").next().unwrap_or_default());
    let is_option = matches!(package.kind, LineKind::PipOption);
    let is_hidden = is_option && text.contains('$') && !text.contains("://");
    let place = if is_hidden { Some(text) } else { urls(text).find(|url| !is_allowed(indexes, url)) }?;
    let message = format!("Packages may not come from `{place}`");
    let what = within("Take them from the index of the workspace or from", indexes);
    let check = Check::new(Rule::PolicyIndex, message, help(indexes.reason.as_deref(), &what)).at(package.row.path());
    let remove = Edit::Line { source: PackageSource::Pip, before: Some(package.row.text.clone()), after: None };
    Some(if is_option { check.fix("Remove this option", vec![remove]) } else { check })
}

/// The addresses in a line, each from its scheme to the next blank.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("://").map(|(colon, _)| {
        let is_scheme = |letter: char| letter.is_ascii_alphanumeric() || "+.-".contains(letter);
        let scheme = text[..colon].trim_end_matches(is_scheme).len();
        text[scheme..].split(char::is_whitespace).next().unwrap_or_default().trim_end_matches(['"', '\''])
    })
}

fn is_allowed(places: &Allowed, place: &str) -> bool {
    let place = address(place);
    let climbs = place.contains("..") || place.contains('\\') || place.contains("%2e");
    !climbs && places.allowed.iter().any(|allowed| covers(&address(allowed), &place, "/@#?"))
}

/// Whether a place is the allowed one or within it.
fn covers(allowed: &str, place: &str, borders: &str) -> bool {
    let rest = place.strip_prefix(allowed).filter(|_| !allowed.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|border| borders.contains(border)))
}

/// The host of a registry and the path in it, in one spelling; an image with a tag is in full form already.
fn registry(place: &str) -> String {
    let place = trim(place).trim_end_matches('/').to_ascii_lowercase();
    let has_host = place.split('/').next().is_some_and(|first| first == "localhost" || first.contains(['.', ':']));
    if has_host { place.replacen("index.docker.io", "docker.io", 1) } else { full_reference(&place).unwrap_or(place) }
}

/// An address in one spelling: without credentials, and without what says which tool fetches it.
fn address(text: &str) -> String {
    let text = trim(text).trim_end_matches('/').to_ascii_lowercase();
    let Some((scheme, rest)) = text.split_once("://") else { return text };
    let scheme = scheme.rsplit('+').next().unwrap_or_default();
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

fn within(what: &str, allowed: &Allowed) -> String {
    let places: Vec<String> = allowed.allowed.iter().map(|place| format!("`{place}`")).collect();
    if places.is_empty() {
        "No place is allowed: leave it out.".to_owned()
    } else {
        format!("{what} {}.", places.join(", "))
    }
}
