//! A Dockerfile.

use super::yaml::variables_as_comments;
use crate::{Canonical, Definition, Platform};

/// Writes the Dockerfile as it is, or one that begins with the base image.
pub fn write(definition: &Definition, canonical: &Canonical) -> String {
    let own = definition.dockerfile.as_deref().filter(|text| !text.is_empty());
    let as_it_is = own.filter(|_| definition.platform == Platform::default());
    if let Some(text) = as_it_is {
        return text.to_owned();
    }
    let dockerfile = crate::plan(canonical).dockerfile;
    let flag = format!("FROM --platform={} ", canonical.base.platform);
    let needs_flag = canonical.base.platform != "linux/amd64" && canonical.base.image.is_some();
    let dockerfile = if needs_flag { dockerfile.replacen("FROM ", &flag, 1) } else { dockerfile };
    if dockerfile.starts_with('#') { dockerfile } else { variables_as_comments(definition) + &dockerfile }
}
