//! Versions and images as files that people use elsewhere.

mod bill;
mod devcontainer;
mod lock;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    definitions::Checked,
    images::{reference, trials},
    input::Name,
    versions::Versions,
};
use api::{Permission, Version, code};
use bill::BillFormat;
use builder::Builder;
use definition::{Definition, Digest, Kind};
use std::sync::Arc;
use store::{
    Store,
    images::{self, ImageContents, ImageRow, history},
};

/// The media type of a format.
#[must_use]
pub fn media_type(format: &str) -> &'static str {
    match format {
        "v1" | "devcontainer" => "application/json",
        "spdx" => "application/spdx+json",
        "cyclonedx" => "application/vnd.cyclonedx+json; version=1.6",
        _ => "text/plain; charset=utf-8",
    }
}

/// Exports versions and images.
#[derive(Clone)]
pub struct Exports {
    store: Store,
    builder: Arc<Builder>,
    versions: Versions,
}

impl Exports {
    /// Exports what is in this store, with references to the builder's registry.
    pub fn new(store: Store, builder: Arc<Builder>, versions: Versions) -> Self {
        Self { store, builder, versions }
    }

    /// A version in one of the formats: its definition, or what its image holds.
    pub async fn version(&self, actor: &Actor, name: &Name, version: &str, format: &str) -> Result<String, Error> {
        let version = self.versions.get(actor, name, version).await?;
        let kind = match format {
            "conda" => Kind::Conda,
            "requirements" => Kind::Requirements,
            "dockerfile" => Kind::Dockerfile,
            "v1" => Kind::V1,
            "v2" => Kind::V2,
            "lock" => {
                let (_, contents) = self.image_of(&version).await?;
                let title = format!("{}:{}, image {}", version.environment, version.version, version.digests.image);
                let (name, trial) = (&version.environment, version.trial.as_ref());
                return Ok(lock::write(&title, name, &contents.lock, &definition_of(&version)?, trial));
            }
            "devcontainer" => {
                let (image, _) = self.image_of(&version).await?;
                let reference = reference(&self.builder, &image.repository, &image.manifest);
                return Ok(devcontainer::write(&version, &reference, &definition_of(&version)?));
            }
            _ if let Some(format) = BillFormat::parse(format) => {
                let (image, contents) = self.image_of(&version).await?;
                return bill::write(&image, &contents, format);
            }
            _ => {
                let formats = "conda, requirements, dockerfile, v1, v2, lock, devcontainer, spdx or cyclonedx";
                return Err(unknown_format(format, formats));
            }
        };
        let mut definition = definition_of(&version)?;
        definition.name = Some(version.environment);
        definition.version = Some(version.version);
        definition.description = Some(version.description).filter(|text| !text.is_empty());
        definition.tags = version.tags;
        // A definition that has no hash any more is exported as it was written.
        match (kind, &version.no_hash, &definition.dockerfile) {
            (Kind::V1, Some(_), _) => return Ok(format!("{:#}\n", definition.to_json())),
            (Kind::Dockerfile, Some(_), Some(text)) => return Ok(text.clone()),
            _ => {}
        }
        definition::export(&definition, kind)
            .map_err(|error| Error::refuse(code::INVALID_DEFINITION, error.to_string()).field("form").help(error.help))
    }

    /// What an image holds, in one of the formats: the current one of a hash, or the one with this manifest digest, also
    /// when it left the registry.
    pub async fn image(
        &self,
        actor: &Actor,
        hash: Digest,
        manifest: Option<&str>,
        format: &str,
    ) -> Result<String, Error> {
        authorize(actor, Permission::View, Resource::Image(hash))?;
        let mut connection = self.store.read().await?;
        let text = hash.to_string();
        let image = history::chosen(&mut connection, &text, manifest).await?;
        let image = image.ok_or_else(|| {
            Error::not_found(format!("image of hash {}", hash.short())).help("The images of a hash are in its history")
        })?;
        let contents = images::contents(&mut connection, &text, &image.manifest).await?;
        drop(connection);
        match format {
            "lock" => {
                let definition = Checked::stored_definition(&contents.definition)?;
                let title = format!("image {hash}, manifest {}", image.manifest);
                let name = format!("image-{}", hash.short());
                let trial = image.trial.map(trials::row_to_api);
                Ok(lock::write(&title, &name, &contents.lock, &definition, trial.as_ref()))
            }
            _ if let Some(format) = BillFormat::parse(format) => bill::write(&image, &contents, format),
            _ => Err(unknown_format(format, "lock, spdx or cyclonedx")),
        }
    }

    /// The image of a version and what it holds.
    async fn image_of(&self, version: &Version) -> Result<(ImageRow, ImageContents), Error> {
        let mut connection = self.store.read().await?;
        let hash = version.digests.image.to_string();
        let image = history::chosen(&mut connection, &hash, version.tied.as_deref()).await?.ok_or_else(|| {
            Error::not_found(format!(
                "image of {}:{} yet, and this form needs it",
                version.environment, version.version
            ))
            .help("Build it first: only an image has a lock and a reference")
        })?;
        let contents = images::contents(&mut connection, &hash, &image.manifest).await?;
        Ok((image, contents))
    }
}

fn unknown_format(format: &str, formats: &str) -> Error {
    let shown: String = format.chars().take(60).collect();
    Error::not_found(format!("form \u{201c}{shown}\u{201d}")).field("form").help(format!("Use {formats}"))
}

fn definition_of(version: &Version) -> Result<Definition, Error> {
    Checked::stored_definition(&version.definition)
}
