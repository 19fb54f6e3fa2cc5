//! Credentials, and templates that nobody filled in, in any text.

use super::check::Check;
use super::rule::Rule;
use crate::{Definition, secrets};

pub fn find(definition: &Definition) -> Vec<Check> {
    let help = "Whoever sees the definition can use it: take it out, and have it replaced where it came from. It is refused in links and at registration.";
    let secret = |place: String| {
        let holder = match place.as_str() {
            _ if place.contains(".dependencies[") => "a line of the packages".to_owned(),
            _ if place.starts_with("docker.baseDockerfile") => "the Docker steps".to_owned(),
            _ => format!("`{place}`"),
        };
        Check::new(Rule::Secret, format!("A password or token stands in {holder}"), help).at(place)
    };
    let channels = definition.channels.iter().enumerate();
    let channels = channels.map(|(index, text)| (format!("python.condaDependencies.channels[{index}]"), text));
    let image = definition.base_image.iter().map(|text| ("docker.baseImage".to_owned(), text));
    let templates = channels.chain(image).filter(|(_, text)| is_template(text));
    secrets(definition)
        .into_iter()
        .map(secret)
        .chain(templates.map(|(place, text)| template_check(text).at(place)))
        .collect()
}

/// Whether the text has placeholders that another tool fills in.
pub fn is_template(text: &str) -> bool {
    let opens = |mark: &str| text.split_once(mark).map(|(_, rest)| rest);
    text.contains('{') && (opens("{%").is_some() || opens("{{").is_some_and(|rest| rest.contains("}}")))
}

/// The check for a text that is a template.
pub fn template_check(text: &str) -> Check {
    let help = "The file is made by another tool: run it first, and import what it writes.";
    Check::new(Rule::Template, format!("`{text}` is a template that is not filled in"), help)
}
