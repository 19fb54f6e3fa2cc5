//! The build context.

use super::check::Check;
use super::fields::kept_text;
use super::rule::Rule;
use crate::Definition;

const PLACE: &str = "docker.buildContext";

pub fn find(definition: &Definition) -> Vec<Check> {
    let Some(context) = &definition.context else { return Vec::new() };
    let mut found = Vec::new();
    if context.location.trim().is_empty() {
        let help = "Say where the files are, or give the Dockerfile in place of the context.";
        found.push(Check::new(Rule::ContextLocationMissing, "The build context has no location", help).at(PLACE));
    }
    let path = context.dockerfile_path.trim();
    let is_known_to_miss = context.digest.is_some() && context.dockerfile.is_none();
    if path.is_empty() || path.ends_with('/') || is_known_to_miss {
        let help = "Give its path in the context, for example `Dockerfile`.";
        let message = "The build context names no Dockerfile that is in it";
        found.push(Check::new(Rule::DockerfilePathMissing, message, help).at(format!("{PLACE}.dockerfilePath")));
    }
    found.extend(location(definition, &context.location));
    found
}

/// The type of a location is only said in the v1 form.
fn location(definition: &Definition, location: &str) -> Option<Check> {
    let of_type = kept_text(definition, "docker.buildContext.locationType")?;
    if !["git", "storageaccount"].contains(&of_type.to_ascii_lowercase().as_str()) {
        let message = format!("The location type `{of_type}` is not known");
        let help = "Azure knows `git` and `storageAccount`. Nothing is taken from other places.";
        let place = format!("{PLACE}.locationType");
        return Some(Check::new(Rule::ContextLocationType, message, help).at(place));
    }
    if of_type.eq_ignore_ascii_case("git") || is_blob_folder(location) {
        return None;
    }
    let message = format!("`{location}` is no address of a storage account");
    let help = "Write `https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH`.";
    Some(Check::new(Rule::ContextLocationInvalid, message, help).at(format!("{PLACE}.location")))
}

fn is_blob_folder(location: &str) -> bool {
    let rest = location.strip_prefix("https://").and_then(|rest| rest.split_once(".blob.core.windows.net/"));
    rest.is_some_and(|(account, path)| {
        let plain = !account.is_empty() && account.chars().all(|next| next.is_ascii_alphanumeric());
        plain && path.split_once('/').is_some_and(|(container, path)| !container.is_empty() && !path.is_empty())
    })
}
