//! Manifests: reading one, and composing a finished image from another one and more layers.

use crate::{
    Registry,
    configuration::{Configuration, Extension},
    registry::in_words,
};
use definition::Digest;
use oci_client::{
    Reference,
    errors::OciDistributionError,
    manifest::{
        IMAGE_DOCKER_LAYER_GZIP_MEDIA_TYPE, IMAGE_LAYER_GZIP_MEDIA_TYPE, IMAGE_MANIFEST_MEDIA_TYPE,
        OCI_IMAGE_MEDIA_TYPE, OciDescriptor, OciImageManifest,
    },
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

impl Manifest {
    /// The sum of its compressed layers, in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.layers.iter().map(|layer| u64::try_from(layer.size).unwrap_or(0)).sum()
    }
}

/// An image that was published.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    /// What the registry now has.
    pub manifest: Manifest,
    /// All labels of the image, also those that it had before.
    pub labels: BTreeMap<String, String>,
    /// The manifest itself, and its media type.
    text: String,
    media_type: String,
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

    /// Composes an image from another one, here by repository and digest, and what comes on top, in a repository, where it
    /// is found by its digest. The new layers must be in that repository; the others are not sent again. The same image
    /// and the same extension give the same manifest.
    pub(crate) async fn publish(
        &self,
        (from, digest): (&str, &str),
        to: &str,
        extension: &Extension<'_>,
    ) -> Result<Published, String> {
        self.composed(&self.reference(from, digest), to, extension).await.map_err(|error| in_words(&error))
    }

    /// Gives an image that was published a name, here repository and tag.
    pub(crate) async fn name(&self, image: &Published, (repository, tag): (&str, &str)) -> Result<(), String> {
        let reference = self.reference(repository, tag);
        self.put_manifest(&reference, image.text.clone(), &image.media_type).await.map_err(|error| in_words(&error))
    }

    async fn put_manifest(
        &self,
        reference: &Reference,
        text: String,
        media_type: &str,
    ) -> Result<(), OciDistributionError> {
        let unknown = |_| OciDistributionError::UnsupportedMediaTypeError(media_type.to_owned());
        let client = self.client();
        client.store_auth_if_needed(reference.resolve_registry(), &self.authentication).await;
        client.push_manifest_raw(reference, text, media_type.parse().map_err(unknown)?).await.map(drop)
    }

    async fn composed(
        &self,
        source: &Reference,
        repository: &str,
        extension: &Extension<'_>,
    ) -> Result<Published, OciDistributionError> {
        let client = self.client();
        // A reference needs a tag; blobs do not.
        let target = &self.reference(repository, "latest");
        client.store_auth_if_needed(target.resolve_registry(), &self.authentication).await;
        let (mut manifest, _) = client.pull_image_manifest(source, &self.authentication).await?;
        let mut configuration = Vec::new();
        client.pull_blob(source, &manifest.config, &mut configuration).await?;
        let mut configuration: Configuration = serde_json::from_slice(&configuration)?;
        configuration.extend(extension);
        let labels = configuration.labels().clone();
        let configuration = serde_json::to_string(&configuration)?;
        manifest.config.size = length(configuration.len());
        manifest.config.digest = format!("sha256:{}", Digest::of(&configuration));
        client.push_blob(target, configuration, &manifest.config.digest).await?;
        if source.repository() != target.repository() {
            for layer in &manifest.layers {
                self.share(source, target, layer).await?;
            }
        }
        add_layers(&mut manifest, extension);
        let media_type = manifest.media_type.clone().unwrap_or_else(|| OCI_IMAGE_MEDIA_TYPE.to_owned());
        let text = serde_json::to_string(&manifest)?;
        let digest = format!("sha256:{}", Digest::of(&text));
        self.put_manifest(&self.reference(repository, &digest), text.clone(), &media_type).await?;
        Ok(Published { manifest: Manifest { digest, layers: manifest.layers }, labels, text, media_type })
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

/// Adds the new layers, in the words of the format that the manifest has: that of OCI or that of Docker.
fn add_layers(manifest: &mut OciImageManifest, extension: &Extension<'_>) {
    let docker = manifest.media_type.as_deref() == Some(IMAGE_MANIFEST_MEDIA_TYPE);
    let media_type = if docker { IMAGE_DOCKER_LAYER_GZIP_MEDIA_TYPE } else { IMAGE_LAYER_GZIP_MEDIA_TYPE };
    manifest.layers.extend(extension.layers.iter().map(|layer| OciDescriptor {
        media_type: media_type.to_owned(),
        digest: layer.digest.clone(),
        size: i64::try_from(layer.size).unwrap_or(i64::MAX),
        ..OciDescriptor::default()
    }));
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
