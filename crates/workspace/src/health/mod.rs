//! The state of the workspace and of what it depends on: status line, health page, metrics.

mod metrics;
mod registry;
mod status;

pub use metrics::{METRICS_MEDIA_TYPE, Metrics};
pub use registry::RegistryMonitor;
pub use status::Status;

use crate::{
    Error, Settings,
    access::{Actor, Resource, authorize},
    disk::Disk,
    packages::CacheTrimmer,
};
use api::{DatabaseHealth, EngineHealth, Limits, Permission, Problem, QueueHealth, RegistryHealth};
use builder::{Builder, Candidate};
use std::{path::Path, sync::Arc};
use store::{Store, builds};

/// Reports what works, what does not, and what to do.
#[derive(Clone)]
pub struct Health {
    store: Store,
    builder: Arc<Builder>,
    registry: RegistryMonitor,
    caches: CacheTrimmer,
    folder: Arc<Path>,
    limits: Limits,
    channels: Vec<String>,
    since: String,
}

impl Health {
    /// The health of the workspace with these settings, which was opened at this time.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        registry: RegistryMonitor,
        caches: CacheTrimmer,
        settings: &Settings,
        since: String,
    ) -> Self {
        let (folder, limits) = (settings.folder.as_path().into(), settings.limits);
        Self { store, builder, registry, caches, folder, limits, channels: settings.defaults.channels.clone(), since }
    }

    /// The report. Indexes and channels are named, never asked.
    pub async fn get(&self, actor: &Actor) -> Result<api::Health, Error> {
        authorize(actor, Permission::ViewHealth, Resource::Workspace)?;
        let (registry, (database, queue)) = tokio::join!(self.registry(), self.database());
        let engine = self.builder.engine().err().map(|reason| Problem {
            message: "Nothing can be built: no build engine was found".to_owned(),
            help: format!("{}. Everything else works meanwhile", capitalize(&reason)),
        });
        Ok(api::Health {
            version: env!("CARGO_PKG_VERSION").into(),
            hash_version: definition::HASH_VERSION,
            since: self.since.clone(),
            engines: self.builder.candidates().iter().map(engine_health).collect(),
            engine,
            registry,
            database,
            disk: Disk::health(&self.folder, self.limits.keep_free),
            indexes: self.builder.index_addresses(),
            channels: self.channels.iter().map(|channel| builder::packages::shown(channel)).collect(),
            queue,
            caches: self.caches.size(),
            limits: self.limits,
        })
    }

    async fn registry(&self) -> RegistryHealth {
        let registry = self.builder.registry();
        let own = registry.is_own();
        let help = if own {
            "It is restarted automatically. If it stays unreachable, see registry/registry.log in the data folder"
        } else {
            "Make sure it is running and reachable from this machine. Until then images cannot be reused and builds cannot \
             finish"
        };
        let problem = self.registry.check().await.err().map(|reason| Problem {
            message: format!("The registry does not answer as it should: {reason}"),
            help: help.to_owned(),
        });
        RegistryHealth { address: registry.address().to_owned(), own, problem }
    }

    async fn database(&self) -> (DatabaseHealth, QueueHealth) {
        let read = async {
            let size = self.store.size().await?;
            Ok::<_, store::Error>((size, builds::count(&mut *self.store.read().await?).await?))
        };
        match read.await {
            Ok((size, (running, waiting))) => {
                (DatabaseHealth { size: Some(size), problem: None }, QueueHealth { running, waiting })
            }
            Err(error) => {
                let message = format!("The database does not answer: {error}");
                let help =
                    "Make sure that the data folder exists, is writable and has free space, then restart the server";
                let problem = Some(Problem { message, help: help.to_owned() });
                (DatabaseHealth { size: None, problem }, QueueHealth { running: 0, waiting: 0 })
            }
        }
    }
}

fn engine_health(candidate: &Candidate) -> EngineHealth {
    let Candidate { kind, found, chosen } = candidate;
    let (name, reason) = (found.as_ref().ok().cloned(), found.as_ref().err().cloned());
    EngineHealth { kind: (*kind).to_owned(), name, reason, chosen: *chosen }
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
