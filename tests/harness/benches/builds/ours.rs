//! Terrarium's builder, with its own registry and engine and nothing cached.

use builder::{Buildah, Builder, DEFAULT_BASE_IMAGE, Engine, Order, Presence, RegistryProcess, Settings};
use definition::{Definition, Dependency, Plan, canonical};
use harness::Outcome;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The part of a workspace that builds need.
pub struct Ours {
    _registry: RegistryProcess,
    builder: Builder,
    /// The manifest of each hash that was built, which a workspace has in its database.
    built: RefCell<BTreeMap<String, String>>,
}

impl Ours {
    /// Starts the registry, and puts the base image into it and into the engine's storage.
    pub async fn start(folder: &Path) -> Outcome<Self> {
        let registry = RegistryProcess::start(&folder.join("registry")).await?;
        let engine = Buildah::detect(&folder.join("buildah"), &registry.registry()).await?;
        let settings = Settings { folder: folder.join("builder"), prefix: "terrarium".into() };
        let engine: Arc<dyn Engine> = Arc::new(engine);
        let builder = Builder::new(Ok(engine), registry.registry(), settings);
        let ours = Self { _registry: registry, builder, built: RefCell::default() };
        let dockerfile = Some(format!("FROM {DEFAULT_BASE_IMAGE}\nRUN true\n"));
        ours.make(&plan(&Definition { dockerfile, user_managed: true, ..Definition::default() })?).await?;
        Ok(ours)
    }

    /// `HOST:PORT` of the registry.
    pub fn address(&self) -> &str {
        self.builder.registry().address()
    }

    /// The base image in that registry.
    pub fn base(&self) -> String {
        DEFAULT_BASE_IMAGE.replacen("localhost", self.address(), 1)
    }

    /// Builds an image of these requirements and returns the time until the registry has it. An image of the same hash is reused.
    pub async fn build(&self, requirements: &[String]) -> Outcome<Duration> {
        let began = Instant::now();
        let definition = Definition {
            base_image: Some(DEFAULT_BASE_IMAGE.into()),
            dependencies: vec![
                Dependency::Conda("python=3.11".into()),
                Dependency::Pip(requirements.iter().map(|requirement| requirement.as_str().into()).collect()),
            ],
            ..Definition::default()
        };
        let plan = plan(&definition)?;
        let known = self.built.borrow().get(&plan.digests.image.to_string()).cloned();
        let hit = match known {
            Some(manifest) => matches!(self.builder.image(&manifest).await, Presence::Present(_)),
            None => false,
        };
        if !hit {
            self.make(&plan).await?;
        }
        Ok(began.elapsed())
    }

    async fn make(&self, plan: &Plan) -> Outcome<()> {
        let (events, mut log) = mpsc::channel(64);
        let told = tokio::spawn(async move {
            let mut lines = Vec::new();
            while let Some(event) = log.recv().await {
                lines.push(event);
            }
            lines
        });
        let built = self
            .builder
            .build(&Order { plan, rebuild: false, lock: None, trial: None }, &events, &CancellationToken::new())
            .await;
        drop(events);
        let told = told.await?;
        let built = built.map_err(|error| format!("{error}\n{told:#?}"))?;
        self.built.borrow_mut().insert(plan.digests.image.to_string(), built.manifest);
        Ok(())
    }
}

fn plan(definition: &Definition) -> Outcome<Plan> {
    let canonical = canonical(definition).map_err(|problems| format!("{problems:?}"))?;
    Ok(definition::plan(&canonical))
}
