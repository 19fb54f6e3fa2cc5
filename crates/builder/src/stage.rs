//! Step 1: base image and Docker steps.

use crate::{
    BuildError, Event, EventSender, Presence, Registry, Step,
    base::Release,
    builder::Builder,
    dockerfile,
    engine::{EngineStep, this_platform},
    labels,
};
use definition::Plan;
use oci_client::Reference;
use std::{collections::BTreeMap, fs, path::Path};
use tokio_util::sync::CancellationToken;

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

impl Builder {
    /// The image of step 1, from the registry or built; built in any case when it is wanted anew.
    pub(crate) async fn stage_image(
        &self,
        plan: &Plan,
        anew: bool,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Stage, BuildError> {
        let tag = plan.digests.stage.to_string();
        match self.stage(plan.digests.stage).await {
            Presence::Present(digest) if !anew => {
                let reason = format!("image {} of these steps is in the registry", plan.digests.stage.short());
                drop(events.send(Event::Reused(Step::Stage, reason)).await);
                return Ok(Stage { digest, dockerfile: plan.dockerfile.clone() });
            }
            Presence::Unknown(reason) => return Err(self.registry_error(reason)),
            Presence::Present(_) | Presence::Absent => drop(events.send(Event::Started(Step::Stage)).await),
        }
        let mut replaced = BTreeMap::<String, Base>::new();
        for image in &dockerfile::images(&plan.dockerfile) {
            let base = match image.strip_prefix("localhost/") {
                Some(here) => Some(self.own_base(image, here, plan, events, cancel).await?),
                None if plan.base_image.as_ref() == Some(image) => {
                    self.foreign_base(&self.registry.mirrored(image).unwrap_or_else(|| image.to_owned())).await
                }
                None => None,
            };
            if let Some(base) = base {
                replaced.insert(image.to_owned(), base);
            }
        }
        let base = plan.base_image.as_ref().and_then(|image| replaced.get(image));
        let labels = labels::of_base(base.map(|base| (base.digest.as_str(), base.layers)));
        let folder = work.join("stage");
        fs::create_dir_all(&folder)?;
        let dockerfile = dockerfile::prepared(&plan.dockerfile, |image| {
            let found = replaced.get(image).map(|base| base.reference.clone());
            found.or_else(|| self.registry.mirrored(image))
        });
        fs::write(folder.join("Dockerfile"), &dockerfile)?;
        let step = EngineStep {
            step: Step::Stage,
            folder,
            context: self.context(plan.context, work).await?,
            platform: plan.platform.clone(),
            labels,
            target: format!("{}/{}:{tag}", self.registry.address(), self.stage_repository()),
            cached: !anew,
        };
        let digest = self.step(&step, events, cancel).await?;
        drop(events.send(Event::Finished(Step::Stage, format!("image {}", plan.digests.stage.short()))).await);
        Ok(Stage { digest, dockerfile })
    }

    /// A base image in the workspace's own registry; one that can be made here is made when it is not there yet.
    async fn own_base(
        &self,
        image: &str,
        here: &str,
        plan: &Plan,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Base, BuildError> {
        let failed = |cause| BuildError::Step { step: Step::Stage, cause };
        let reference: Reference = format!("{}/{here}", self.registry.address())
            .parse()
            .map_err(|error| failed(format!("the base image {image} is no reference: {error}")))?;
        let (repository, name) = (reference.repository(), name(&reference));
        // Whoever comes second finds what the first one made.
        let making = cancel.run_until_cancelled(self.making_base.lock());
        let _making = making.await.ok_or(BuildError::Cancelled)?;
        let digest = match self.registry.presence(repository, name).await {
            Presence::Present(digest) => digest,
            Presence::Unknown(reason) => return Err(self.registry_error(reason)),
            Presence::Absent => {
                let release = Release::of_image(image).ok_or_else(|| {
                    failed(format!(
                        "the base image {image} is not in the workspace's registry: push it there, or name another one"
                    ))
                })?;
                if plan.platform != this_platform() {
                    return Err(failed(format!(
                        "the base image {image} can only be made for {} here: choose that platform, or name a base image \
                         for {}",
                        this_platform(),
                        plan.platform
                    )));
                }
                self.make_base(release, (repository, name), events, cancel).await?
            }
        };
        let layers =
            self.registry.manifest(repository, &digest).await.map_err(|reason| self.registry_error(reason))?.layers;
        let reference = format!("{}/{repository}@{digest}", self.registry.address());
        Ok(Base { reference, digest, layers: layers.len() })
    }

    /// A base image elsewhere, when its registry tells. When it does not (it may know the engine, but not this server),
    /// the engine finds it by its name.
    async fn foreign_base(&self, image: &str) -> Option<Base> {
        let reference: Reference = image.parse().ok()?;
        let registry = if reference.registry() == self.registry.address() {
            self.registry.clone()
        } else {
            let (host, path) = (reference.registry(), reference.repository());
            let registry = Registry::new(reference.resolve_registry());
            match self.registry.credentials().for_repository(host, path) {
                Some(login) => registry.with_credentials(&login.name, &login.password),
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
}

/// The digest or tag of a reference.
fn name(reference: &Reference) -> &str {
    reference.digest().or_else(|| reference.tag()).unwrap_or("latest")
}
