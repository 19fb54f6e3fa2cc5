//! The Debian releases that base images are made of, with the names and labels of these images. Images on top of them inherit
//! the labels.

use std::collections::BTreeMap;

/// The base image of a definition that names none and asks for no other Python. The domain `localhost` means the
/// workspace's own registry.
pub const DEFAULT_BASE_IMAGE: &str = "localhost/terrarium/python:3.11-debian12-r2";

/// Where base images made here are in the registry.
const REPOSITORY: &str = "terrarium/python";
/// Raised whenever a base image made here changes, and a part of its name.
pub(super) const REVISION: u32 = 2;
/// What the only base image was called before there were several.
const FIRST_IMAGE: &str = "localhost/terrarium/base:debian12-python3.11";

/// A Debian release with its Python.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Release {
    /// The minor version of its Python 3.
    python: u16,
    number: u16,
    /// Its name, as the package archive knows it.
    pub(super) codename: &'static str,
}

/// The releases, that of [`DEFAULT_BASE_IMAGE`] first.
pub(crate) const RELEASES: [Release; 3] = [
    Release { python: 11, number: 12, codename: "bookworm" },
    Release { python: 13, number: 13, codename: "trixie" },
    Release { python: 14, number: 14, codename: "forky" },
];

/// The base image of definitions that name none and ask for this version of Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonBaseImage {
    /// Major and minor version (`3.13`).
    pub python: String,
    /// The reference of the image.
    pub image: String,
}

/// The base images that are made where the registry has none, that of [`DEFAULT_BASE_IMAGE`] first.
#[must_use]
pub fn python_base_images() -> Vec<PythonBaseImage> {
    RELEASES.iter().map(|release| PythonBaseImage { python: release.python(), image: release.image() }).collect()
}

impl Release {
    /// Major and minor version of its Python (`3.11`).
    pub(crate) fn python(&self) -> String {
        format!("3.{}", self.python)
    }

    /// The name of what is made of it now (`debian12-r2`).
    pub(crate) fn name(&self) -> String {
        format!("debian{}-r{REVISION}", self.number)
    }

    /// The reference of its base image.
    pub(crate) fn image(&self) -> String {
        format!("localhost/{REPOSITORY}:{}", self.tag())
    }

    /// The repository and tag of its base image in the workspace's registry.
    pub(crate) fn place(&self) -> (&'static str, String) {
        (REPOSITORY, self.tag())
    }

    fn tag(&self) -> String {
        format!("{}-{}", self.python(), self.name())
    }

    /// The name of the package with its Python (`python3.11`).
    pub(super) fn python_package(&self) -> String {
        format!("python{}", self.python())
    }

    /// The release whose base image has this reference. Older revisions count: definitions that name them can be built
    /// where the registry has lost them, or never had them.
    pub(crate) fn of_image(image: &str) -> Option<&'static Self> {
        if image == FIRST_IMAGE {
            return RELEASES.first();
        }
        let (name, revision) = image.rsplit_once("-r")?;
        let revision: u32 = revision.parse().ok()?;
        let is_of =
            |release: &&Self| name == format!("localhost/{REPOSITORY}:{}-debian{}", release.python(), release.number);
        RELEASES.iter().find(is_of).filter(|_| (1..=REVISION).contains(&revision))
    }
}

/// The release and revision (`debian12-r2`).
const RELEASE: &str = "org.terrarium.release";
/// The digest of the uncompressed layer, so that an image that only copied the labels is told apart.
const LAYER: &str = "org.terrarium.release-layer";

/// Those of a base image of this release, whose only layer has this content.
pub(super) fn labels_of(release: &Release, content: &str) -> BTreeMap<String, String> {
    [(RELEASE, release.name()), (LAYER, content.to_owned())].map(|(name, value)| (name.to_owned(), value)).into()
}

/// The release of the base image of an image, when it is one of the current revision that was made here;
/// `lowest` is the content of the image's lowest layer.
pub(super) fn release_of(labels: &BTreeMap<String, String>, lowest: &str) -> Option<&'static Release> {
    let name = labels.get(RELEASE).filter(|_| labels.get(LAYER).is_some_and(|layer| layer == lowest))?;
    RELEASES.iter().find(|release| release.name() == *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_base_image_is_that_of_the_first_release() {
        assert_eq!(RELEASES[0].image(), DEFAULT_BASE_IMAGE);
        assert_eq!(python_base_images()[0].image, DEFAULT_BASE_IMAGE);
    }

    #[test]
    fn an_image_of_any_revision_up_to_this_one_can_be_made() {
        let python = |image: &str| Release::of_image(image).map(Release::python);
        for release in &RELEASES {
            assert_eq!(python(&release.image()), Some(release.python()));
        }
        assert_eq!(python("localhost/terrarium/base:debian12-python3.11"), Some("3.11".into()));
        assert_eq!(python("localhost/terrarium/python:3.13-debian13-r1"), Some("3.13".into()));
        let later = format!("localhost/terrarium/python:3.13-debian13-r{}", REVISION + 1);
        for other in [&later, "localhost/terrarium/python:3.12-debian12-r2", "localhost/own:1-r2", "python:3.11", ""] {
            assert_eq!(python(other), None, "{other}");
        }
    }

    #[test]
    fn only_an_image_with_the_layer_of_a_release_stands_on_it() {
        let mut labels = labels_of(&RELEASES[1], "sha256:1");
        labels.insert("maintainer".into(), "anna".into());
        assert_eq!(release_of(&labels, "sha256:1"), Some(&RELEASES[1]));
        assert_eq!(release_of(&labels, "sha256:2"), None);
        labels.insert(RELEASE.into(), "debian1-r1".into());
        assert_eq!((release_of(&labels, "sha256:1"), release_of(&BTreeMap::new(), "")), (None, None));
    }
}
