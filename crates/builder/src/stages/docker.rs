//! Step 1: base image and Docker steps, with the files of the build context.

use super::{dockerfile, labels};
use crate::{
    base::{BaseImages, Release},
    error::BuildError,
    event::{Event, Step},
    job::Job,
};
use definition::{Digest, Plan};
use engine::{ImageRequest, server_platform};
use registry::{Presence, Reference, Registry};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

/// The image of step 1.
pub(crate) struct Stage {
    /// Its manifest digest.
    pub digest: String,
    /// The Dockerfile as it was built.
    pub dockerfile: String,
}

/// A base image that was found.
struct Base {
    /// Its reference by digest.
    reference: String,
    digest: String,
    layers: usize,
}

/// The image of step 1, from the registry or built; always built with `rebuild`.
pub(crate) async fn stage_image(
    job: &Job<'_>,
    plan: &Plan,
    rebuild: bool,
    bases: &BaseImages,
    contexts: &Path,
) -> Result<Stage, BuildError> {
    let tag = plan.digests.stage.to_string();
    match job.registry.presence(&job.repositories.stages, &tag).await {
        Presence::Present(digest) if !rebuild => {
            let reason = format!("image {} of these steps is in the registry", plan.digests.stage.short());
            job.send(Event::Reused(Step::Stage, reason)).await;
            return Ok(Stage { digest, dockerfile: plan.dockerfile.clone() });
        }
        Presence::Unknown(reason) => return Err(job.registry_error(reason)),
        Presence::Present(_) | Presence::Absent => job.send(Event::Started(Step::Stage)).await,
    }
    let mut replaced = BTreeMap::<String, Base>::new();
    for image in &dockerfile::images(&plan.dockerfile) {
        let base = match image.strip_prefix("localhost/") {
            Some(own) => Some(own_base(job, image, own, &plan.platform, bases).await?),
            None if plan.base_image.as_ref() == Some(image) => {
                foreign_base(job.registry, &job.registry.mirrored(image).unwrap_or_else(|| image.to_owned())).await
            }
            None => None,
        };
        if let Some(base) = base {
            replaced.insert(image.to_owned(), base);
        }
    }
    let base = plan.base_image.as_ref().and_then(|image| replaced.get(image));
    let labels = labels::of_base(base.map(|base| (base.digest.as_str(), base.layers)));
    let folder = job.work.join("stage");
    fs::create_dir_all(&folder)?;
    let dockerfile = dockerfile::prepared(&plan.dockerfile, |image| {
        let found = replaced.get(image).map(|base| base.reference.clone());
        found.or_else(|| job.registry.mirrored(image))
    });
    fs::write(folder.join("Dockerfile"), &dockerfile)?;
    let request = ImageRequest {
        folder,
        context: unpack_context(contexts, plan.context, job.work).await?,
        platform: plan.platform.clone(),
        labels,
        target: format!("{}/{}:{tag}", job.registry.address(), job.repositories.stages),
        cached: !rebuild,
    };
    let digest = job.build_image(Step::Stage, &request).await?;
    job.send(Event::Finished(Step::Stage, format!("image {}", plan.digests.stage.short()))).await;
    Ok(Stage { digest, dockerfile })
}

/// A base image in the workspace's own registry, made where it can be made and is not there yet.
async fn own_base(
    job: &Job<'_>,
    image: &str,
    own: &str,
    platform: &str,
    bases: &BaseImages,
) -> Result<Base, BuildError> {
    let failed = |cause| BuildError::Step { step: Step::Stage, cause };
    let reference: Reference = format!("{}/{own}", job.registry.address())
        .parse()
        .map_err(|error| failed(format!("the base image {image} is no reference: {error}")))?;
    let (repository, name) = (reference.repository(), name(&reference));
    // A second build finds what the first one made.
    let _making = job.unless_cancelled(bases.lock()).await?;
    let digest = match job.registry.presence(repository, name).await {
        Presence::Present(digest) => digest,
        Presence::Unknown(reason) => return Err(job.registry_error(reason)),
        Presence::Absent => {
            let release = Release::of_image(image).ok_or_else(|| {
                failed(format!(
                    "the base image {image} is not in the workspace's registry: push it there, or name another one"
                ))
            })?;
            if platform != server_platform() {
                return Err(failed(format!(
                    "the base image {image} can only be made for {} here: choose that platform, or name a base image for \
                     {platform}",
                    server_platform(),
                )));
            }
            bases.make(job, release, (repository, name)).await?
        }
    };
    let layers = job.registry.manifest(repository, &digest).await.map_err(|reason| job.registry_error(reason))?.layers;
    let reference = format!("{}/{repository}@{digest}", job.registry.address());
    Ok(Base { reference, digest, layers: layers.len() })
}

/// A base image elsewhere; `None` when its registry does not answer. It may know the engine but not this server: then the
/// engine finds the image by its name.
async fn foreign_base(own: &Registry, image: &str) -> Option<Base> {
    let reference: Reference = image.parse().ok()?;
    let registry = if reference.registry() == own.address() {
        own.clone()
    } else {
        let (host, path) = (reference.registry().to_owned(), reference.repository().to_owned());
        let store = own.credentials().clone();
        // A credential helper is a program.
        let login = tokio::task::spawn_blocking(move || store.for_repository(&host, &path)).await.ok()?;
        let registry = Registry::new(reference.resolve_registry());
        match login {
            Some(login) => registry.with_credentials(login.name, login.password),
            None => registry,
        }
    };
    let Presence::Present(digest) = registry.presence(reference.repository(), name(&reference)).await else {
        return None;
    };
    let layers = registry.manifest(reference.repository(), &digest).await.ok()?.layers.len();
    let reference = format!("{}/{}@{digest}", reference.registry(), reference.repository());
    Some(Base { reference, digest, layers })
}

/// The digest or tag of a reference.
fn name(reference: &Reference) -> &str {
    reference.digest().or_else(|| reference.tag()).unwrap_or("latest")
}

/// Unpacks a build context, which is in a folder of archives by its digest, into the folder of a build.
pub(crate) async fn unpack_context(
    archives: &Path,
    digest: Option<Digest>,
    work: &Path,
) -> Result<Option<PathBuf>, BuildError> {
    let Some(digest) = digest else { return Ok(None) };
    let archive = match File::open(archives.join(format!("{digest}.tar"))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let cause = format!(
                "the files of the build context {} are not in the workspace any more: upload the folder again",
                digest.short()
            );
            return Err(BuildError::Step { step: Step::Stage, cause });
        }
        archive => archive?,
    };
    let folder = work.join("context");
    let unpacked = folder.clone();
    let unpacking = tokio::task::spawn_blocking(move || {
        fs::create_dir_all(&folder)?;
        tar::Archive::new(BufReader::new(archive)).unpack(&folder)
    });
    unpacking.await.map_err(io::Error::other)??;
    Ok(Some(unpacked))
}
