//! Mirrors of registries: companies keep copies, and some machines reach nothing else.

use oci_client::Reference;
use std::str::FromStr;

/// A registry, or a part of one, that stands in for another. It changes where base images come from, never what they are
/// called, and so no hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    of: String,
    at: String,
}

/// Why a text names no mirror.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as REGISTRY=REGISTRY, for example mcr.microsoft.com=registry.example.org/microsoft")]
pub struct NoMirror;

impl FromStr for Mirror {
    type Err = NoMirror;

    fn from_str(text: &str) -> Result<Self, NoMirror> {
        let (of, at) = text.split_once('=').ok_or(NoMirror)?;
        let place = |text: &str| {
            let place = text.trim().trim_end_matches('/').to_owned();
            // What an image there would be called, so that nothing else gets into a Dockerfile.
            let image: Reference = format!("{place}/any/image").parse().map_err(|_| NoMirror)?;
            if format!("{}/{}", image.registry(), image.repository()) == format!("{place}/any/image") {
                Ok(place)
            } else {
                Err(NoMirror)
            }
        };
        Ok(Self { of: place(of)?, at: place(at)? })
    }
}

impl Mirror {
    /// Where this mirror has an image, if it is one that it stands in for.
    #[must_use]
    pub fn image(&self, image: &str) -> Option<String> {
        let reference: Reference = image.parse().ok()?;
        let (registry, repository) = (reference.registry(), reference.repository());
        let whole = format!("{registry}/{repository}");
        let rest = whole.strip_prefix(&self.of)?.strip_prefix('/')?;
        let tag = reference.tag().map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = reference.digest().map(|digest| format!("@{digest}")).unwrap_or_default();
        Some(format!("{}/{rest}{tag}{digest}", self.at))
    }

    /// `HOST:PORT` of the registry that has it.
    #[must_use]
    pub fn host(&self) -> &str {
        self.at.split_once('/').map_or(self.at.as_str(), |(host, _)| host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_the_registry_is_found_at_its_mirror() {
        let mirror: Mirror = "mcr.microsoft.com=127.0.0.1:5001/copies".parse().unwrap();
        let image = |image| mirror.image(image);
        assert_eq!(image("mcr.microsoft.com/azureml/a:1").as_deref(), Some("127.0.0.1:5001/copies/azureml/a:1"));
        let digest = format!("sha256:{}", "1".repeat(64));
        let pinned = format!("mcr.microsoft.com/a@{digest}");
        assert_eq!(image(&pinned), Some(format!("127.0.0.1:5001/copies/a@{digest}")));
        for other in ["mcr.microsoft.com.example.org/a", "example.org/mcr.microsoft.com/a", "python:3.12", "${base}"] {
            assert_eq!(image(other), None, "{other}");
        }
        assert_eq!(mirror.host(), "127.0.0.1:5001");
    }

    #[test]
    fn names_without_a_registry_are_those_of_docker_hub() {
        let mirror: Mirror = "docker.io=registry.example.org/hub/".parse().unwrap();
        assert_eq!(mirror.image("python:3.12").as_deref(), Some("registry.example.org/hub/library/python:3.12"));
        assert_eq!(mirror.image("a/b").as_deref(), Some("registry.example.org/hub/a/b:latest"));
    }

    #[test]
    fn what_is_no_mirror_is_refused() {
        let odd = [
            "",
            "a",
            "=b.example",
            "mcr.microsoft.com=",
            "mcr.microsoft.com=https://b.example",
            "a.example=b c",
            "a.example=b.example\nRUN x",
            "a.example=b",
        ];
        for odd in odd {
            assert_eq!(odd.parse::<Mirror>(), Err(NoMirror), "{odd:?}");
        }
    }
}
