//! How a build that happens elsewhere sees the certificates of this machine: as an image of one file, which steps mount.
//! In the build context they could be copied into the image.

use super::daemon::Daemon;
use crate::{certificates, platform::server_architecture};
use definition::{Digest, dockerfile::Dockerfile};
use oci_client::{
    client::{Config, ImageLayer},
    manifest::{IMAGE_CONFIG_MEDIA_TYPE, IMAGE_LAYER_MEDIA_TYPE},
};
use registry::Presence;
use std::{fs, io};

const REPOSITORY: &str = "terrarium/certificates";

impl Daemon {
    /// The option of `RUN` by which a step sees them, where this machine has any.
    pub(super) async fn certificates(&self) -> io::Result<Option<String>> {
        let Some(bundle) = certificates::bundle() else { return Ok(None) };
        let layer = layer(&fs::read(bundle)?)?;
        let tag = Digest::of_bytes(&layer).to_string();
        let digest = match self.registry.presence(REPOSITORY, &tag).await {
            Presence::Present(digest) => digest,
            Presence::Absent => self.publish(layer, &tag).await.map_err(io::Error::other)?,
            Presence::Unknown(reason) => return Err(io::Error::other(reason)),
        };
        let image = format!("{}/{REPOSITORY}@{digest}", self.registry.address());
        Ok(Some(format!("--mount=type=bind,from={image},target={}", certificates::FOLDER)))
    }

    async fn publish(&self, layer: Vec<u8>, tag: &str) -> Result<String, String> {
        let (os, architecture) = (std::env::consts::OS, server_architecture());
        let configuration = serde_json::json!({
            "architecture": architecture,
            "os": os,
            "config": {},
            "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", Digest::of_bytes(&layer))] },
        });
        let configuration = Config::new(configuration.to_string().into_bytes(), IMAGE_CONFIG_MEDIA_TYPE.into(), None);
        let layer = ImageLayer::new(layer, IMAGE_LAYER_MEDIA_TYPE.into(), None);
        let target = self.registry.reference(REPOSITORY, tag);
        let client = self.registry.client();
        let pushed = client.push(&target, &[layer], configuration, self.registry.authentication(), None).await;
        pushed.map_err(|error| {
            let reason = self.registry.describe_push_error(&error);
            format!("could not send the certificates of this machine to the registry: {reason}")
        })?;
        match self.registry.presence(REPOSITORY, tag).await {
            Presence::Present(digest) => Ok(digest),
            Presence::Absent => Err("the registry lost the image with this machine's certificates".to_owned()),
            Presence::Unknown(reason) => Err(reason),
        }
    }
}

/// The Dockerfile with an option for each `RUN`.
pub(super) fn with_option(dockerfile: &str, option: &str) -> String {
    let mut dockerfile = Dockerfile::parse(dockerfile);
    for instruction in dockerfile.instructions.iter_mut().filter(|instruction| instruction.keyword == "RUN") {
        instruction.arguments.insert_str(0, &format!("{option} "));
    }
    dockerfile.items().into_iter().map(|item| item + "\n").collect()
}

/// The archive with the bundle alone, the same for the same bundle.
fn layer(bundle: &[u8]) -> io::Result<Vec<u8>> {
    let mut header = tar::Header::new_ustar();
    header.set_size(bundle.len() as u64);
    header.set_mode(0o444);
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_data(&mut header, certificates::BUNDLE, bundle)?;
    archive.into_inner()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_gets_the_option_and_nothing_else_does() {
        let text = "FROM a\nRUN [\"x\"]\nrun --network=none y\nENV RUN=1\nRUNNING\nCOPY a b\n";
        insta::assert_snapshot!(super::with_option(text, "--mount=x"), @r#"
        FROM a
        RUN --mount=x ["x"]
        RUN --mount=x --network=none y
        ENV RUN=1
        RUNNING
        COPY a b
        "#);
    }
}
