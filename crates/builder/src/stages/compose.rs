//! The finished image: that of step 1, the layers of step 2 and its labels.

use super::{Installed, docker::Stage, labels, python::PythonPackages};
use crate::{
    error::BuildError,
    event::Step,
    job::Job,
    layers::{LayerMaker, Made},
    order::{Built, Layer},
};
use definition::Plan;
use registry::{Extension, Manifest, NewLayer, OciDescriptor, Presence, Published};
use std::{io, path::Path};
use tokio_util::sync::CancellationToken;

/// The maximum number of layers of an image. The kernel mounts 127 on one another, and an engine adds some of its own.
const MAX_LAYERS: usize = 100;
/// The log line of a build that gave the image which the registry had under this hash.
const SAME_IMAGE: &str = "It is the same image as before, to the last byte";

/// Refuses an image of this size, in bytes, when it is too large.
pub(crate) fn check_size(size: u64, limit: u64) -> Result<(), BuildError> {
    if size > limit { Err(BuildError::TooLarge { size, limit }) } else { Ok(()) }
}

/// Makes the finished image from that of step 1 and what step 2 installed. It has no tag yet.
pub(crate) async fn compose(
    job: &Job<'_>,
    plan: &Plan,
    (stage, below): (Stage, Manifest),
    Installed { packages, spark }: Installed,
    layer_cache: &Path,
    max_size: u64,
) -> Result<(Built, Published), BuildError> {
    let repository = &job.repositories.images;
    let maker = LayerMaker { cache: layer_cache, work: job.work, registry: job.registry, repository };
    let mut made = Vec::new();
    if let Some(PythonPackages { files, .. }) = &packages {
        made = maker.layers(files, MAX_LAYERS.saturating_sub(below.layers.len())).await?;
    }
    let programs = packages.as_ref().map(|_| packages::PROGRAMS);
    let (mut lock, mut dockerfile) = packages.map(|packages| (packages.lock, packages.dockerfile)).unwrap_or_default();
    if let Some(spark) = spark {
        dockerfile += &spark.dockerfile();
        made.push(maker.whole(spark.jars, format!("{} Spark packages", spark.lock.len())).await?);
        lock.extend(spark.lock);
    }
    check_size(below.size() + made.iter().map(|made| made.layer.size).sum::<u64>(), max_size)?;
    if !made.is_empty() {
        job.log(Step::Push, describe_layers(&made)).await;
    }
    let labels = labels::of_image(plan, &lock).map_err(io::Error::from)?;
    let new_layers: Vec<NewLayer> = made.iter().map(|made| made.layer.clone()).collect();
    let extension = Extension { layers: &new_layers, programs, labels };
    let before = job.registry.presence(repository, &plan.digests.image.to_string()).await;
    let from = (job.repositories.stages.as_str(), stage.digest.as_str());
    let publish = || job.registry.publish(from, repository, &extension);
    // The caller cancels this by not waiting any longer.
    let uncancelled = CancellationToken::new();
    let published = Job { cancel: &uncancelled, ..*job }.retry(Step::Push, publish).await?;
    if before == Presence::Present(published.manifest.digest.clone()) {
        job.log(Step::Push, SAME_IMAGE).await;
    }
    let built = Built {
        layers: layers(&published, below.layers.len(), &made),
        manifest: published.manifest.digest.clone(),
        base_manifest: labels::base(&published.labels).map(|(digest, _)| digest),
        lock,
        dockerfile: stage.dockerfile + &dockerfile,
        repository: repository.clone(),
        trial: None,
    };
    Ok((built, published))
}

/// Describes the layers of step 2 in one line.
fn describe_layers(made: &[Made]) -> String {
    let sent: Vec<_> = made.iter().filter(|made| made.sent).collect();
    let bytes: u64 = sent.iter().map(|made| made.layer.size).sum();
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
    let layer = |(index, layer): (usize, &OciDescriptor)| Layer {
        digest: layer.digest.clone(),
        size: layer.size.try_into().unwrap_or(0),
        part: part(index).to_owned(),
        holds: index.checked_sub(below).and_then(|index| made.get(index)).map(|made| made.layer.holds.clone()),
    };
    published.manifest.layers.iter().enumerate().map(layer).collect()
}
