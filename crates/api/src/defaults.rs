//! What a workspace fills into a definition before it is hashed. Console, server and command line use these functions, so
//! that all get the same digests.

use definition::{Definition, accepts_python, requested_python};
use serde::{Deserialize, Serialize};

/// What a workspace fills into definitions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The base image of a definition that names none.
    pub base_image: String,
    /// The base images of definitions that name none and ask for a version of Python; the first that fits is taken.
    pub python_base_images: Vec<PythonBaseImage>,
    /// The channels of a definition that names none.
    pub channels: Vec<String>,
}

/// The base image for a version of Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PythonBaseImage {
    /// Major and minor version (`3.13`).
    pub python: String,
    /// The reference of the image.
    pub image: String,
}

impl Defaults {
    /// The base image of a definition that names none: the first one with the Python that it asks for, else the general
    /// one.
    #[must_use]
    pub fn base_image_for(&self, definition: &Definition) -> &str {
        let constraint = requested_python(definition).filter(|constraint| !constraint.is_empty());
        let fitting = constraint.and_then(|constraint| {
            self.python_base_images.iter().find(|base| accepts_python(&constraint, &base.python))
        });
        fitting.map_or(self.base_image.as_str(), |base| &base.image)
    }

    /// Fills in the base image when the definition has no base image, Dockerfile or build context, and the channels when
    /// conda manages its packages and it names no channel.
    pub fn fill(&self, definition: &mut Definition) {
        let absent = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if absent(&definition.base_image) && absent(&definition.dockerfile) && definition.context.is_none() {
            definition.base_image = Some(self.base_image_for(definition).to_owned());
            // It is where an image of the definition itself would be pulled from.
            definition.base_image_registry = None;
        }
        fill_channels(definition, &self.channels);
    }
}

/// Fills in the channels when conda manages the packages of a definition and it names no channel.
pub fn fill_channels(definition: &mut Definition, channels: &[String]) {
    if !definition.user_managed && definition.channels.is_empty() {
        definition.channels = channels.to_vec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::Dependency;

    fn defaults() -> Defaults {
        let base = |python: &str| PythonBaseImage { python: python.into(), image: format!("base:{python}") };
        let python_base_images = ["3.11", "3.13", "3.14"].map(base).to_vec();
        Defaults { base_image: "base:3.11".into(), python_base_images, channels: vec!["main".into()] }
    }

    fn asking(conda: &[&str]) -> Definition {
        let dependencies = conda.iter().map(|&entry| Dependency::Conda(entry.into())).collect();
        Definition { dependencies, ..Definition::default() }
    }

    #[test]
    fn only_what_is_missing_is_filled_in() {
        let mut empty = Definition::default();
        defaults().fill(&mut empty);
        assert_eq!((empty.base_image.as_deref(), empty.channels.as_slice()), (Some("base:3.11"), &["main".into()][..]));

        let mut own =
            Definition { dockerfile: Some("FROM own:1".into()), user_managed: true, ..asking(&["python=3.13"]) };
        let before = own.clone();
        defaults().fill(&mut own);
        assert_eq!(own, before);
    }

    #[test]
    fn the_base_image_has_the_python_that_is_asked_for() {
        for (conda, image) in [
            (&["python=3.13"][..], "base:3.13"),
            (&["python=3.13.2", "pip"], "base:3.13"),
            (&["python>=3.12"], "base:3.13"),
            (&["python>=3.9"], "base:3.11"),
            (&["python"], "base:3.11"),
            // No base image has it, or conda brings it.
            (&["python=3.12"], "base:3.11"),
            (&["python=3.13", "numpy"], "base:3.11"),
        ] {
            assert_eq!(defaults().base_image_for(&asking(conda)), image, "{conda:?}");
        }
    }

    #[test]
    fn a_base_image_that_somebody_chose_counts_for_every_python() {
        let chosen = Defaults { base_image: "own:1".into(), ..Defaults::default() };
        assert_eq!(chosen.base_image_for(&asking(&["python=3.13"])), "own:1");
    }
}
