//! A workspace's registry and engine, shared by all builds.

use builder::{
    BuildError, Buildah, Builder, Built, DEFAULT_BASE_IMAGE, Engine, Event, Order, Registry, RegistryProcess, Settings,
};
use definition::{Digest, Digests, Plan};
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
    let engine = Buildah::detect(&folder.join("buildah"), registry).await.unwrap_or_else(|reason| panic!("{reason}"));
    let settings = Settings { folder: folder.to_owned(), prefix: "terrarium".into() };
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

/// A build with all its events.
pub async fn build(builder: &Builder, plan: &Plan) -> (Result<Built, BuildError>, Vec<Event>) {
    events_of(builder, plan, false).await
}

/// The same, although there is an image.
pub async fn rebuild(builder: &Builder, plan: &Plan) -> (Result<Built, BuildError>, Vec<Event>) {
    events_of(builder, plan, true).await
}

async fn events_of(builder: &Builder, plan: &Plan, rebuild: bool) -> (Result<Built, BuildError>, Vec<Event>) {
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
        let built = builder.build(&Order { plan, rebuild, lock: None }, &sender, &cancel).await;
        drop(sender);
        built
    };
    tokio::join!(built, events)
}
