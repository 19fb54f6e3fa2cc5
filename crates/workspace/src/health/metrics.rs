//! Metrics in the text format of Prometheus.

use super::RegistryMonitor;
use crate::{
    Error, Settings,
    access::{Actor, Resource, authorize},
    disk::Disk,
    previews::{VERDICTS, VerdictCounts},
};
use api::{Limits, Permission};
use builder::Builder;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, prometheus_text},
    metrics::{MetricType, exemplar::Exemplar},
    registry::Registry,
};
use std::{collections::HashMap, fmt, path::Path, sync::Arc};
use store::{Store, builds, runs};

/// The media type of the metrics.
pub const METRICS_MEDIA_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// Collects the metrics of the workspace.
#[derive(Clone)]
pub struct Metrics {
    store: Store,
    builder: Arc<Builder>,
    registry: RegistryMonitor,
    verdicts: VerdictCounts,
    limits: Limits,
    folder: Arc<Path>,
}

impl Metrics {
    /// The metrics of the workspace with these settings.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        registry: RegistryMonitor,
        verdicts: VerdictCounts,
        settings: &Settings,
    ) -> Self {
        let (limits, folder) = (settings.limits, settings.folder.as_path().into());
        Self { store, builder, registry, verdicts, limits, folder }
    }

    /// All metrics as text.
    pub async fn get(&self, actor: &Actor) -> Result<String, Error> {
        authorize(actor, Permission::ViewHealth, Resource::Workspace)?;
        let registry_reachable = self.registry.check().await.is_ok();
        let mut connection = self.store.read().await?;
        let snapshot = Snapshot {
            builds: builds::by_state(&mut connection).await?,
            durations: builds::durations(&mut connection).await?,
            parallel_builds: self.limits.parallel_builds,
            runs: runs::by_state(&mut connection).await?,
            verdicts: self.verdicts.totals(),
            registry_reachable,
            can_build: self.builder.engine().is_ok(),
            disk: Disk::of(&self.folder).ok(),
        };
        drop(connection);
        let mut registry = Registry::default();
        registry.register_collector(Box::new(snapshot));
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry)
            .map_err(|error| Error::Internal(format!("could not encode the metrics: {error}")))?;
        Ok(text)
    }
}

/// The type of exemplars, of which there are none.
type NoExemplar = Exemplar<[(&'static str, &'static str); 0], f64>;

/// What the metrics are at one moment.
#[derive(Debug)]
struct Snapshot {
    builds: Vec<(String, u64)>,
    /// Of builds that ended in each state, how many and how long they took in all, in milliseconds.
    durations: Vec<(String, u64, u64)>,
    parallel_builds: u32,
    runs: Vec<(String, u64)>,
    verdicts: [u64; 3],
    registry_reachable: bool,
    can_build: bool,
    disk: Option<Disk>,
}

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        gauges(&mut encoder, "terrarium_builds", "Builds by state", "state", &self.builds)?;
        let mut durations = encoder.encode_descriptor(
            "terrarium_build_duration_seconds",
            "Durations of finished builds",
            None,
            MetricType::Histogram,
        )?;
        for (state, count, milliseconds) in &self.durations {
            let sum = seconds(*milliseconds);
            let exemplars: Option<&HashMap<usize, NoExemplar>> = None;
            durations.encode_family(&[("state", state.as_str())])?.encode_histogram(
                sum,
                *count,
                &[(f64::MAX, *count)],
                exemplars,
            )?;
        }
        let parallel = u64::from(self.parallel_builds);
        gauge(&mut encoder, "terrarium_parallel_builds", "How many builds may run at once", parallel)?;
        gauges(&mut encoder, "terrarium_runs", "Runs by state", "state", &self.runs)?;
        let help = "Verdicts given to previews";
        let mut verdicts = encoder.encode_descriptor("terrarium_verdicts", help, None, MetricType::Counter)?;
        for ((_, name), count) in VERDICTS.iter().zip(&self.verdicts) {
            let exemplar: Option<&NoExemplar> = None;
            verdicts.encode_family(&[("verdict", *name)])?.encode_counter(count, exemplar)?;
        }
        let reachable = u64::from(self.registry_reachable);
        gauge(&mut encoder, "terrarium_registry_reachable", "Whether the registry answers", reachable)?;
        let can_build = u64::from(self.can_build);
        gauge(&mut encoder, "terrarium_can_build", "Whether there is a build engine", can_build)?;
        if let Some(Disk { free, total }) = self.disk {
            gauge(&mut encoder, "terrarium_disk_free_bytes", "Free space on the disk of the data folder", free)?;
            gauge(&mut encoder, "terrarium_disk_size_bytes", "Size of the disk of the data folder", total)?;
        }
        Ok(())
    }
}

fn gauge(encoder: &mut DescriptorEncoder, name: &str, help: &str, value: u64) -> Result<(), fmt::Error> {
    encoder.encode_descriptor(name, help, None, MetricType::Gauge)?.encode_gauge(&value)
}

fn gauges(
    encoder: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    label: &str,
    values: &[(String, u64)],
) -> Result<(), fmt::Error> {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for (value, count) in values {
        let labels = [(label, value.as_str())];
        encode_labelled(&mut family, &labels, *count)?;
    }
    Ok(())
}

fn encode_labelled(
    family: &mut prometheus_client::encoding::MetricEncoder<'_>,
    labels: &impl EncodeLabelSet,
    value: u64,
) -> Result<(), fmt::Error> {
    family.encode_family(labels)?.encode_gauge(&value)
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has floating-point numbers only")]
fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}
