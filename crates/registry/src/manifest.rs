//! Manifests: reading one, and composing a finished image from another one and more layers.

use crate::{
    client::{Registry, describe_error},
    configuration::{Configuration, Extension, NewImage, NewLayer},
};
use definition::Digest;
use oci_client::{
    Reference,
    errors::OciDistributionError,
    manifest::{
        IMAGE_CONFIG_MEDIA_TYPE, IMAGE_DOCKER_LAYER_GZIP_MEDIA_TYPE, IMAGE_LAYER_GZIP_MEDIA_TYPE,
        IMAGE_MANIFEST_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciDescriptor, OciImageManifest,
    },
};
use std::collections::BTreeMap;

/// What a registry knows of an image.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its digest (`sha256:…`).
    pub digest: String,
    /// Its layers, the lowest first.
    pub layers: Vec<OciDescriptor>,
}

impl Manifest {
    /// The sum of its compressed layers, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.layers.iter().map(|layer| u64::try_from(layer.size).unwrap_or(0)).sum()
    }
}

/// An image that was published.
#[derive(Clone, Debug)]
pub struct Published {
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
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn manifest(&self, repository: &str, reference: &str) -> Result<Manifest, String> {
        let reference = self.reference(repository, reference);
        let (manifest, digest) = self
            .client()
            .pull_image_manifest(&reference, self.authentication())
            .await
            .map_err(|error| describe_error(&error))?;
        Ok(Manifest { digest, layers: manifest.layers })
    }

    /// Composes an image from another one, here by repository and digest, and what comes on top, in a repository, where it
    /// is found by its digest. The new layers must be in that repository; the others are not sent again. The same image
    /// and the same extension give the same manifest.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn publish(
        &self,
        (from, digest): (&str, &str),
        to: &str,
        extension: &Extension<'_>,
    ) -> Result<Published, String> {
        self.composed(&self.reference(from, digest), to, extension).await.map_err(|error| describe_error(&error))
    }

    /// Gives an image that was published a name, here repository and tag.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn name(&self, image: &Published, (repository, tag): (&str, &str)) -> Result<(), String> {
        let reference = self.reference(repository, tag);
        self.put_manifest(&reference, image.text.clone(), &image.media_type)
            .await
            .map_err(|error| describe_error(&error))
    }

    async fn put_manifest(
        &self,
        reference: &Reference,
        text: String,
        media_type: &str,
    ) -> Result<(), OciDistributionError> {
        let unknown = |_| OciDistributionError::UnsupportedMediaTypeError(media_type.to_owned());
        let client = self.client();
        client.store_auth_if_needed(reference.resolve_registry(), self.authentication()).await;
        client.push_manifest_raw(reference, text, media_type.parse().map_err(unknown)?).await.map(drop)
    }

    async fn composed(
        &self,
        source: &Reference,
        repository: &str,
        extension: &Extension<'_>,
    ) -> Result<Published, OciDistributionError> {
        // A reference needs a tag; blobs do not.
        let target = &self.reference(repository, "latest");
        let (mut manifest, mut configuration) = self.read(source).await?;
        configuration.extend(extension);
        let labels = configuration.labels().clone();
        self.share_layers(source, target, &manifest).await?;
        let docker = is_docker(&manifest);
        manifest.layers.extend(extension.layers.iter().map(|layer| descriptor(docker, &layer.digest, layer.size)));
        self.write(repository, None, manifest, &configuration, labels).await
    }

    /// Creates an image of one layer, which must be in the repository, and gives it a name, here repository and tag;
    /// returns its manifest digest.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn create(&self, (to, tag): (&str, &str), image: &NewImage) -> Result<String, String> {
        let manifest = OciImageManifest {
            media_type: Some(OCI_IMAGE_MEDIA_TYPE.to_owned()),
            config: OciDescriptor { media_type: IMAGE_CONFIG_MEDIA_TYPE.to_owned(), ..OciDescriptor::default() },
            layers: vec![descriptor(false, &image.layer.digest, image.layer.size)],
            ..OciImageManifest::default()
        };
        let written = self.write(to, Some(tag), manifest, &Configuration::new(image), image.labels.clone()).await;
        written.map(|image| image.manifest.digest).map_err(|error| describe_error(&error))
    }

    /// Reads the labels of an image, here by repository and digest, and the content of its lowest layer.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn labels(
        &self,
        (repository, digest): (&str, &str),
    ) -> Result<(BTreeMap<String, String>, Option<String>), String> {
        let read = self.read(&self.reference(repository, digest)).await;
        let (_, configuration) = read.map_err(|error| describe_error(&error))?;
        Ok((configuration.labels().clone(), configuration.layers().first().cloned()))
    }

    /// Copies an image of a repository, here by digest, under a tag, with one more layer above its lowest one; returns the
    /// manifest digest. The layer must be in the repository.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn insert_layer(
        &self,
        repository: &str,
        (digest, tag): (&str, &str),
        layer: &NewLayer,
    ) -> Result<String, String> {
        let source = self.reference(repository, digest);
        let inserted = async {
            let (mut manifest, mut configuration) = self.read(&source).await?;
            configuration.insert_above_lowest(layer);
            let place = manifest.layers.len().min(1);
            manifest.layers.insert(place, descriptor(is_docker(&manifest), &layer.digest, layer.size));
            let labels = configuration.labels().clone();
            self.write(repository, Some(tag), manifest, &configuration, labels).await
        };
        inserted.await.map(|image| image.manifest.digest).map_err(|error: OciDistributionError| describe_error(&error))
    }

    async fn read(&self, source: &Reference) -> Result<(OciImageManifest, Configuration), OciDistributionError> {
        let client = self.client();
        client.store_auth_if_needed(source.resolve_registry(), self.authentication()).await;
        let (manifest, _) = client.pull_image_manifest(source, self.authentication()).await?;
        let mut configuration = Vec::new();
        client.pull_blob(source, &manifest.config, &mut configuration).await?;
        Ok((manifest, serde_json::from_slice(&configuration)?))
    }

    /// Writes a manifest with this configuration, under a tag or else under its digest.
    async fn write(
        &self,
        repository: &str,
        tag: Option<&str>,
        mut manifest: OciImageManifest,
        configuration: &Configuration,
        labels: BTreeMap<String, String>,
    ) -> Result<Published, OciDistributionError> {
        let client = self.client();
        let target = &self.reference(repository, "latest");
        client.store_auth_if_needed(target.resolve_registry(), self.authentication()).await;
        let configuration = serde_json::to_string(configuration)?;
        manifest.config.size = length(configuration.len());
        manifest.config.digest = format!("sha256:{}", Digest::of(&configuration));
        client.push_blob(target, configuration, &manifest.config.digest).await?;
        let media_type = manifest.media_type.clone().unwrap_or_else(|| OCI_IMAGE_MEDIA_TYPE.to_owned());
        let text = serde_json::to_string(&manifest)?;
        let digest = format!("sha256:{}", Digest::of(&text));
        let name = self.reference(repository, tag.unwrap_or(&digest));
        self.put_manifest(&name, text.clone(), &media_type).await?;
        Ok(Published { manifest: Manifest { digest, layers: manifest.layers }, labels, text, media_type })
    }

    async fn share_layers(
        &self,
        source: &Reference,
        target: &Reference,
        manifest: &OciImageManifest,
    ) -> Result<(), OciDistributionError> {
        if source.repository() != target.repository() {
            for layer in &manifest.layers {
                self.share(source, target, layer).await?;
            }
        }
        Ok(())
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

/// Whether a manifest is in the format of Docker, not in that of OCI.
fn is_docker(manifest: &OciImageManifest) -> bool {
    manifest.media_type.as_deref() == Some(IMAGE_MANIFEST_MEDIA_TYPE)
}

/// A layer as manifests of either format name it.
fn descriptor(docker: bool, digest: &str, size: u64) -> OciDescriptor {
    let media_type = if docker { IMAGE_DOCKER_LAYER_GZIP_MEDIA_TYPE } else { IMAGE_LAYER_GZIP_MEDIA_TYPE };
    OciDescriptor {
        media_type: media_type.to_owned(),
        digest: digest.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        ..OciDescriptor::default()
    }
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
