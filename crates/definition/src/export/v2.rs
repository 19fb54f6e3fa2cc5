//! Azure's v2 YAML, with the conda section inline.

use super::conda::{node, section, text};
use super::yaml::{self, variables_as_comments};
use crate::node::{Node, Value};
use crate::{Canonical, Definition};

const SCHEMA: &str = "https://azuremlschemas.azureedge.net/latest/environment.schema.json";

/// Writes the environment.
pub fn write(definition: &Definition, canonical: &Canonical) -> String {
    let mut fields = vec![("$schema".to_owned(), text(SCHEMA))];
    let named =
        [("name", &definition.name), ("version", &definition.version), ("description", &definition.description)];
    for (key, value) in named {
        fields.extend(value.as_ref().map(|value| (key.to_owned(), text(value))));
    }
    if !definition.tags.is_empty() {
        let tags = definition.tags.iter().map(|(name, value)| (name.clone(), text(value)));
        fields.push(("tags".into(), node(Value::Map(tags.collect()))));
    }
    if canonical.base.platform != "linux/amd64" {
        let os = canonical.base.platform.split('/').next().unwrap_or_default();
        fields.push(("os_type".into(), text(os)));
    }
    let image = definition.base_image.as_ref().filter(|image| !image.is_empty());
    let has_base = image.is_some() || definition.dockerfile.is_some();
    if let Some(image) = image.or(canonical.base.image.as_ref()).filter(|_| has_base) {
        fields.push(("image".into(), text(image)));
    }
    if let Some(context) = definition.context.as_ref().filter(|context| !context.location.is_empty()) {
        let path = ("path".to_owned(), text(&context.location));
        let dockerfile = ("dockerfile_path".to_owned(), text(&context.dockerfile_path));
        fields.push(("build".into(), node(Value::Map(vec![path, dockerfile]))));
    }
    if let Some(path) = &canonical.conda_file {
        fields.push(("conda_file".into(), text(path)));
    } else if !definition.user_managed {
        fields.push(("conda_file".into(), node(Value::Map(section(definition)))));
    }
    fields.extend(definition.kept.get("v2").into_iter().flat_map(|kept| Node::from(kept).fields().to_vec()));
    variables_as_comments(definition) + &yaml::document(&fields)
}
