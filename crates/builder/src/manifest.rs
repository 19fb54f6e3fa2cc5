//! Manifests: reading one, and publishing an image under another name with labels.

use crate::{Registry, registry::in_words};
use definition::Digest;
use oci_client::{
    Reference,
    errors::OciDistributionError,
    manifest::{OCI_IMAGE_MEDIA_TYPE, OciDescriptor},
};
use std::collections::BTreeMap;

/// What a registry knows of an image.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// Its digest (`sha256:…`).
    pub digest: String,
    /// Its layers, the lowest first.
    pub layers: Vec<OciDescriptor>,
}

/// An image that was published.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    /// What the registry now has.
    pub manifest: Manifest,
    /// All labels of the image, also those that it had before.
    pub labels: BTreeMap<String, String>,
}

impl Registry {
    /// Reads the manifest of an image; of a list, that for this machine's platform.
    pub(crate) async fn manifest(&self, repository: &str, reference: &str) -> Result<Manifest, String> {
        let reference = self.reference(repository, reference);
        let (manifest, digest) = self
            .client()
            .pull_image_manifest(&reference, &self.authentication)
            .await
            .map_err(|error| in_words(&error))?;
        Ok(Manifest { digest, layers: manifest.layers })
    }

    /// Gives an image, here by repository and digest, labels and another name, here repository and tag. Layers are not
    /// sent again.
    pub(crate) async fn publish(
        &self,
        (from, digest): (&str, &str),
        (to, tag): (&str, &str),
        labels: &[(String, String)],
    ) -> Result<Published, String> {
        let (source, target) = (self.reference(from, digest), self.reference(to, tag));
        self.relabelled(&source, &target, labels).await.map_err(|error| in_words(&error))
    }

    async fn relabelled(
        &self,
        source: &Reference,
        target: &Reference,
        labels: &[(String, String)],
    ) -> Result<Published, OciDistributionError> {
        let client = self.client();
        client.store_auth_if_needed(target.resolve_registry(), &self.authentication).await;
        let (mut manifest, _) = client.pull_image_manifest(source, &self.authentication).await?;

        let mut configuration = Vec::new();
        client.pull_blob(source, &manifest.config, &mut configuration).await?;
        let (configuration, labels) = with_labels(&configuration, labels)?;
        manifest.config.size = i64::try_from(configuration.len()).unwrap_or(i64::MAX);
        manifest.config.digest = format!("sha256:{}", Digest::of(&configuration));
        client.push_blob(target, configuration, &manifest.config.digest).await?;

        if source.repository() != target.repository() {
            for layer in &manifest.layers {
                self.share(source, target, layer).await?;
            }
        }
        let kind = manifest.media_type.clone().unwrap_or_else(|| OCI_IMAGE_MEDIA_TYPE.to_owned());
        let kind = kind.parse().map_err(|_| OciDistributionError::UnsupportedMediaTypeError(kind))?;
        let text = serde_json::to_string(&manifest)?;
        let digest = format!("sha256:{}", Digest::of(&text));
        client.push_manifest_raw(target, text, kind).await?;
        Ok(Published { manifest: Manifest { digest, layers: manifest.layers }, labels })
    }

    /// Makes a layer of one repository available in another: by mounting it, or, in a registry that does not do that,
    /// by sending it through.
    async fn share(
        &self,
        source: &Reference,
        target: &Reference,
        layer: &OciDescriptor,
    ) -> Result<(), OciDistributionError> {
        let client = self.client();
        if client.mount_blob(target, source, &layer.digest).await.is_ok() {
            return Ok(());
        }
        let blob = client.pull_blob_stream(source, layer).await?;
        let stream = futures::StreamExt::map(blob.stream, |bytes| bytes.map_err(OciDistributionError::IoError));
        client.push_blob_stream(target, stream, &layer.digest, u64::try_from(layer.size).ok()).await?;
        Ok(())
    }
}

/// The image configuration with these labels as well, and all labels that it then has.
fn with_labels(
    configuration: &[u8],
    labels: &[(String, String)],
) -> Result<(String, BTreeMap<String, String>), serde_json::Error> {
    let mut value: serde_json::Value = serde_json::from_slice(configuration)?;
    let all = &mut value["config"]["Labels"];
    let mut merged: BTreeMap<String, String> =
        if all.is_null() { BTreeMap::new() } else { serde_json::from_value(all.take())? };
    merged.extend(labels.iter().cloned());
    *all = serde_json::to_value(&merged)?;
    Ok((value.to_string(), merged))
}
