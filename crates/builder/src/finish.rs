//! The finished image: that of step 1, the layers of step 2 and what the image tells about itself.

use crate::{
    BuildError, Built, EventSender, Layer, Presence, Step,
    builder::Builder,
    configuration::Extension,
    event::say,
    labels,
    layers::{Made, Workshop},
    manifest::{Manifest, Published},
    packages,
    python::{Installed, Packages},
    stage::Stage,
};
use definition::Plan;
use std::{io, path::Path};
use tokio_util::sync::CancellationToken;

/// How many layers an image has at most. The kernel mounts 127 on one another, and an engine adds some of its own.
const LAYERS: usize = 100;

/// What a build says that gave the image which the registry had under this hash.
const SAME: &str = "It is the same image as before, to the last byte";

impl Builder {
    /// Makes the finished image from that of step 1 and what step 2 installed. It has no tag yet.
    pub(crate) async fn finish(
        &self,
        plan: &Plan,
        (stage, below): (Stage, Manifest),
        Installed { packages, spark }: Installed,
        work: &Path,
        events: &EventSender,
    ) -> Result<(Built, Published), BuildError> {
        let (stage_repository, repository) = (self.stage_repository(), self.image_repository());
        let cache = self.settings.folder.join("layers");
        let workshop = Workshop { cache: &cache, work, registry: &self.registry, repository: &repository };
        let mut made = Vec::new();
        if let Some(Packages { environment, .. }) = &packages {
            made = workshop.layers(environment, LAYERS.saturating_sub(below.layers.len())).await?;
        }
        let programs = packages.as_ref().map(|_| packages::PROGRAMS);
        let (mut lock, mut dockerfile) =
            packages.map(|packages| (packages.lock, packages.dockerfile)).unwrap_or_default();
        if let Some(spark) = spark {
            dockerfile += &spark.dockerfile();
            made.push(workshop.whole(spark.jars, format!("{} Spark packages", spark.lock.len())).await?);
            lock.extend(spark.lock);
        }
        self.fits(below.size() + made.iter().map(|layer| layer.size).sum::<u64>())?;
        if !made.is_empty() {
            say(events, Step::Push, told(&made)).await;
        }
        let labels = labels::of_image(plan, &lock).map_err(io::Error::from)?;
        let extension = Extension { layers: &made, programs, labels };
        let before = self.registry.presence(&repository, &plan.digests.image.to_string()).await;
        let publish = || self.registry.publish((&stage_repository, &stage.digest), &repository, &extension);
        // Whoever waits for this stops it by waiting no longer.
        let published = self.patiently(Step::Push, events, &CancellationToken::new(), publish).await?;
        if before == Presence::Present(published.manifest.digest.clone()) {
            say(events, Step::Push, SAME).await;
        }
        let built = Built {
            layers: layers(&published, below.layers.len(), &made),
            manifest: published.manifest.digest.clone(),
            base_manifest: labels::base(&published.labels).map(|(digest, _)| digest),
            lock,
            dockerfile: stage.dockerfile + &dockerfile,
            repository,
            trial: None,
        };
        Ok((built, published))
    }
}

/// What became of the layers of step 2, in one line.
fn told(made: &[Made]) -> String {
    let sent: Vec<_> = made.iter().filter(|layer| layer.sent).collect();
    let bytes: u64 = sent.iter().map(|layer| layer.size).sum();
    let (layers, megabytes) = (if made.len() == 1 { "layer" } else { "layers" }, bytes.div_ceil(1_000_000));
    match sent.len() {
        0 => format!("{} {layers}, all in the registry already", made.len()),
        sent => format!("{} {layers}, {sent} of them new in the registry, {megabytes} MB", made.len()),
    }
}

/// The layers of an image, each with the part of the definition that made it.
fn layers(published: &Published, below: usize, made: &[Made]) -> Vec<Layer> {
    let base_layers = labels::base(&published.labels).map_or(0, |(_, layers)| layers);
    let part = |index| match index {
        index if index < base_layers => "base image",
        index if index < below => "Docker steps",
        _ => "Python",
    };
    let layer = |(index, layer): (usize, &oci_client::manifest::OciDescriptor)| Layer {
        digest: layer.digest.clone(),
        size: layer.size.try_into().unwrap_or(0),
        part: part(index).to_owned(),
        holds: index.checked_sub(below).and_then(|index| made.get(index)).map(|made| made.holds.clone()),
    };
    published.manifest.layers.iter().enumerate().map(layer).collect()
}
