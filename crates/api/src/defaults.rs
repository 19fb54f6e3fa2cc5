//! What a workspace fills into a definition before it is hashed. Console and server use this one function, so that
//! both get the same digests.

use crate::Workspace;
use definition::Definition;

/// Fills in the default base image when the definition has no base image, Dockerfile or build context, and the default
/// channels when conda manages its packages and it names no channel.
pub fn fill(definition: &mut Definition, base_image: &str, channels: &[String]) {
    let absent = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if absent(&definition.base_image) && absent(&definition.dockerfile) && definition.context.is_none() {
        definition.base_image = Some(base_image.to_owned());
    }
    if !definition.user_managed && definition.channels.is_empty() {
        definition.channels = channels.to_vec();
    }
}

impl Workspace {
    /// Fills this workspace's defaults into a definition, see [`fill`].
    pub fn fill(&self, definition: &mut Definition) {
        fill(definition, &self.default_base_image, &self.default_channels);
    }
}

#[cfg(test)]
mod tests {
    use super::fill;
    use definition::Definition;

    #[test]
    fn only_what_is_missing_is_filled_in() {
        let channels = ["main".to_owned()];
        let mut empty = Definition::default();
        fill(&mut empty, "base:1", &channels);
        assert_eq!((empty.base_image.as_deref(), empty.channels.as_slice()), (Some("base:1"), channels.as_slice()));

        let mut own = Definition { dockerfile: Some("FROM own:1".into()), user_managed: true, ..Definition::default() };
        let before = own.clone();
        fill(&mut own, "base:1", &channels);
        assert_eq!(own, before);
    }
}
