//! The labels of base images made here, which images on top of them inherit.

use super::{RELEASES, Release};
use std::collections::BTreeMap;

/// The release and revision (`debian12-r2`).
const RELEASE: &str = "org.terrarium.release";
/// The digest of the uncompressed layer, so that an image that only copied the labels is told apart.
const LAYER: &str = "org.terrarium.release-layer";

/// Those of a base image of this release, whose only layer has this content.
pub(super) fn of(release: &Release, content: &str) -> BTreeMap<String, String> {
    [(RELEASE, release.name()), (LAYER, content.to_owned())].map(|(name, value)| (name.to_owned(), value)).into()
}

/// The release of the base image of an image, when it is one of the current revision that was made here;
/// `lowest` is the content of the image's lowest layer.
pub(super) fn release(labels: &BTreeMap<String, String>, lowest: &str) -> Option<&'static Release> {
    let name = labels.get(RELEASE).filter(|_| labels.get(LAYER).is_some_and(|layer| layer == lowest))?;
    RELEASES.iter().find(|release| release.name() == *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_image_with_the_layer_of_a_release_stands_on_it() {
        let mut labels = of(&RELEASES[1], "sha256:1");
        labels.insert("maintainer".into(), "anna".into());
        assert_eq!(release(&labels, "sha256:1"), Some(&RELEASES[1]));
        assert_eq!(release(&labels, "sha256:2"), None);
        labels.insert(RELEASE.into(), "debian1-r1".into());
        assert_eq!((release(&labels, "sha256:1"), release(&BTreeMap::new(), "")), (None, None));
    }
}
