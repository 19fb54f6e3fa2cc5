//! A workspace's registry and engine, shared by all builds.

use builder::{
    BuildError, Buildah, Builder, Built, DEFAULT_BASE_IMAGE, Engine, Event, Locked, Order, Registry, RegistryProcess,
    Settings,
};
use definition::{Digest, Digests, Plan, PythonPlan};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};
use tokio::{runtime::Runtime, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// What all tests share. The processes end with the tests; the next run removes the folder.
pub struct Workspace {
    pub runtime: Runtime,
    pub folder: PathBuf,
    pub registry: Registry,
    pub builder: Builder,
    _process: RegistryProcess,
    /// Two runs at once take turns.
    _turn: File,
}

/// The workspace, made at its first use.
pub fn workspace() -> &'static Workspace {
    static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME"));
        let turn = File::create(folder.with_added_extension("lock")).unwrap();
        turn.lock().unwrap();
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        let runtime = Runtime::new().unwrap();
        let (process, builder) = runtime.block_on(async {
            let process =
                RegistryProcess::start(&folder.join("registry")).await.unwrap_or_else(|error| panic!("{error}"));
            let builder = builder_on(&process.registry(), &folder).await;
            (process, builder)
        });
        Workspace { runtime, folder, registry: process.registry(), builder, _process: process, _turn: turn }
    });
    &WORKSPACE
}

/// A builder on this registry with the engine in this folder.
pub async fn builder_on(registry: &Registry, folder: &Path) -> Builder {
    builder_of(registry, Settings { folder: folder.to_owned(), prefix: "terrarium".into() }).await
}

/// A builder with these settings on this registry.
pub async fn builder_of(registry: &Registry, settings: Settings) -> Builder {
    let folder = settings.folder.join("buildah");
    let engine = Buildah::detect(&folder, registry).await.unwrap_or_else(|reason| panic!("{reason}"));
    let builder = Builder::new(Ok(Arc::new(engine) as Arc<dyn Engine>), registry.clone(), settings);
    builder.tidy().unwrap();
    builder
}

/// The plan of a user-managed environment on the default base image with these Docker steps.
pub fn plan(steps: &str) -> Plan {
    plan_on(DEFAULT_BASE_IMAGE, steps)
}

/// The plan of a user-managed environment on this base image with these Docker steps.
pub fn plan_on(base_image: &str, steps: &str) -> Plan {
    let stage = Digest::of(&format!("stage {base_image} {steps}"));
    let digests = Digests {
        base: Digest::of(base_image),
        steps: Digest::of(steps),
        python: Digest::of("user"),
        spark: Digest::of("null"),
        stage,
        image: Digest::of(&format!("image {stage}")),
        extras: None,
    };
    Plan {
        digests,
        base_image: Some(base_image.into()),
        platform: "linux/amd64".into(),
        dockerfile: format!("FROM {base_image}\n{steps}\n"),
        context: None,
        python: None,
        spark: None,
    }
}

/// The plan of an environment with these packages on the default base image. Tests with other names have steps of their
/// own, so that none builds those of another at the same time.
pub fn with_packages(name: &str, python: PythonPlan) -> Plan {
    let plan = plan(&format!("RUN : {name}"));
    let digests = Digests { image: Digest::of(&format!("{python:?}")), ..plan.digests };
    Plan { python: Some(python), digests, ..plan }
}

/// A build with all its events.
pub async fn build(builder: &Builder, plan: &Plan) -> (Result<Built, BuildError>, Vec<Event>) {
    events_of(builder, &Order { plan, rebuild: false, lock: None, trial: None }).await
}

/// The same, although there is an image.
pub async fn rebuild(builder: &Builder, plan: &Plan) -> (Result<Built, BuildError>, Vec<Event>) {
    events_of(builder, &Order { plan, rebuild: true, lock: None, trial: None }).await
}

/// The same with exactly the packages of a lock.
pub async fn locked(builder: &Builder, plan: &Plan, lock: &[Locked]) -> (Result<Built, BuildError>, Vec<Event>) {
    events_of(builder, &Order { plan, rebuild: true, lock: Some(lock), trial: None }).await
}

/// A build of an order with all its events.
pub async fn events_of(builder: &Builder, order: &Order<'_>) -> (Result<Built, BuildError>, Vec<Event>) {
    let (sender, mut received) = mpsc::channel(16);
    let cancel = CancellationToken::new();
    let events = async {
        let mut events = Vec::new();
        while let Some(event) = received.recv().await {
            events.push(event);
        }
        events
    };
    let built = async {
        let built = builder.build(order, &sender, &cancel).await;
        drop(sender);
        built
    };
    tokio::join!(built, events)
}
