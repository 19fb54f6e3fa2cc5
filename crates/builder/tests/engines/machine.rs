//! What all tests share: a registry, and every engine that this machine can start.

use crate::daemons;
use builder::{
    Access, Buildah, Builder, CommandRequest, DEFAULT_BASE_IMAGE, Daemon, Engine, EngineError, Event, ImageRequest,
    Kind, Mount, Order, Registry, RegistryProcess, Settings,
};
use definition::{Digest, Digests, Plan};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};
use tokio::{runtime::Runtime, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// What all tests share.
pub struct Machine {
    pub runtime: Runtime,
    pub folder: PathBuf,
    pub registry: Registry,
    pub subjects: Vec<Subject>,
    _process: RegistryProcess,
    /// Two runs at once take turns.
    _turn: File,
}

/// An engine under test.
pub struct Subject {
    pub name: &'static str,
    pub engine: Arc<dyn Engine>,
    pub builder: Builder,
    /// How to connect to it once more, with another registry.
    pub again: Again,
}

/// How an engine is found.
#[derive(Clone)]
pub enum Again {
    Buildah,
    Daemon(Kind, String),
}

impl Again {
    /// The engine, for a workspace in this folder and with this registry.
    pub async fn engine(&self, folder: &Path, registry: &Registry) -> Result<Arc<dyn Engine>, String> {
        Ok(match self {
            Self::Buildah => Arc::new(Buildah::detect(folder, registry).await?),
            Self::Daemon(kind, address) => Arc::new(Daemon::at(*kind, address, folder, registry).await?),
        })
    }
}

/// The machine, made at its first use.
pub fn machine() -> &'static Machine {
    static MACHINE: LazyLock<Machine> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME"));
        let turn = File::create(folder.with_added_extension("lock")).unwrap();
        turn.lock().unwrap();
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        let runtime = Runtime::new().unwrap();
        let process = runtime.block_on(RegistryProcess::start(&folder.join("registry")));
        let process = process.unwrap_or_else(|error| panic!("{error}"));
        let registry = process.registry();
        let subjects = runtime.block_on(subjects(&folder, &registry));
        Machine { runtime, folder, registry, subjects, _process: process, _turn: turn }
    });
    &MACHINE
}

async fn subjects(folder: &Path, registry: &Registry) -> Vec<Subject> {
    let docker = daemons::docker(&daemons::folder(folder, "dockerd"));
    let podman = daemons::podman(&daemons::folder(folder, "podman"));
    let elsewhere = docker.as_ref().map(|daemon| daemon.elsewhere.clone().unwrap()).map_err(Clone::clone);
    let daemon = |kind, address: Result<String, String>| address.map(|address| Again::Daemon(kind, address));
    let wanted = [
        ("buildah", Ok(Again::Buildah)),
        ("Docker Engine", daemon(Kind::Docker, docker.map(|daemon| daemon.address))),
        ("Docker Engine elsewhere", daemon(Kind::Docker, elsewhere)),
        ("Podman", daemon(Kind::Podman, podman.map(|daemon| daemon.address))),
    ];
    let mut subjects = Vec::new();
    for (name, again) in wanted.clone() {
        let folder = folder.join(name.replace(' ', "-"));
        match subject(name, again, &folder, registry).await {
            Ok(subject) => {
                say(&format!("{name} is tested: {}", subject.engine.name()));
                subjects.push(subject);
            }
            // In CI, where all of them are to be installed, this is a failure.
            Err(reason) => skip::because(&format!("{name} cannot be started: {reason}")),
        }
    }
    // Whoever has an engine has it tested, wherever this is.
    let any_installed = PROGRAMS.iter().any(|program| has_program(program));
    assert!(!subjects.is_empty() || !any_installed, "no engine was tested, although one is installed");
    if skip::in_ci() {
        let untested: Vec<_> = wanted.iter().filter(|(name, _)| subjects.iter().all(|it| it.name != *name)).collect();
        assert!(untested.is_empty() && !subjects.is_empty(), "not tested: {:?}", untested.len());
    }
    subjects
}

/// The programs of the engines.
const PROGRAMS: [&str; 3] = ["buildah", "dockerd", "podman"];

/// Whether this machine has a program.
fn has_program(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Says something that a test that passes does not swallow.
fn say(line: &str) {
    std::io::stderr().write_all(format!("engines: {line}\n").as_bytes()).unwrap();
}

async fn subject(
    name: &'static str,
    again: Result<Again, String>,
    folder: &Path,
    registry: &Registry,
) -> Result<Subject, String> {
    let again = again?;
    let engine = again.engine(&folder.join("engine"), registry).await?;
    let settings = Settings { folder: folder.to_owned(), prefix: name.to_lowercase().replace(' ', "-") };
    let builder = Builder::new(Ok(engine.clone()), registry.clone(), settings);
    builder.tidy().unwrap();
    Ok(Subject { name, engine, builder, again })
}

/// Does something with every engine.
pub fn each(test: &impl AsyncFn(&Subject)) {
    let machine = machine();
    if machine.subjects.is_empty() {
        return skip::because("no engine is installed");
    }
    for subject in &machine.subjects {
        println!("{}", subject.name);
        machine.runtime.block_on(test(subject));
    }
}

impl Subject {
    /// A folder of one test.
    pub fn folder(&self, test: &str) -> PathBuf {
        daemons::folder(&machine().folder, &format!("{test}-{}", self.name.replace(' ', "-")))
    }

    /// The default base image, which the first engine makes.
    pub async fn base(&self) -> String {
        let built = self.plan("base", "").await.0;
        built.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        format!("{}/{}", machine().registry.address(), DEFAULT_BASE_IMAGE.trim_start_matches("localhost/"))
    }

    /// Builds a user-managed environment with these Docker steps, with all lines.
    pub async fn plan(&self, test: &str, steps: &str) -> (Result<builder::Built, builder::BuildError>, Vec<String>) {
        self.plan_on(DEFAULT_BASE_IMAGE, test, steps).await
    }

    /// The same on this base image.
    pub async fn plan_on(
        &self,
        base: &str,
        test: &str,
        steps: &str,
    ) -> (Result<builder::Built, builder::BuildError>, Vec<String>) {
        let plan = plan(base, &format!("{test} {}", self.name), steps);
        let build = async |events| {
            self.builder
                .build(
                    &Order { plan: &plan, rebuild: false, lock: None, trial: None },
                    &events,
                    &CancellationToken::new(),
                )
                .await
        };
        with_lines(build).await
    }

    /// Builds what is in a folder, with all lines.
    pub async fn build(&self, request: &ImageRequest) -> (Result<String, EngineError>, Vec<String>) {
        with_log(async |log| self.engine.build_image(request, &log, &CancellationToken::new()).await).await
    }

    /// Runs a shell script in a container of this image, with all lines.
    pub async fn run(&self, image: &str, script: &str, mounts: Vec<Mount>) -> (Result<(), EngineError>, Vec<String>) {
        self.run_in(script_in(image, script, mounts)).await
    }

    /// Runs a command, with all lines.
    pub async fn run_in(&self, request: CommandRequest) -> (Result<(), EngineError>, Vec<String>) {
        with_log(async |log| self.engine.run_command(&request, &log, &CancellationToken::new()).await).await
    }
}

/// A shell script in a container of this image.
pub fn script_in(image: &str, script: &str, mounts: Vec<Mount>) -> CommandRequest {
    CommandRequest {
        image: image.to_owned(),
        platform: platform(),
        command: ["/bin/sh", "-ec", script].map(str::to_owned).to_vec(),
        mounts,
        ..CommandRequest::default()
    }
}

/// The platform of this machine.
pub fn platform() -> String {
    let architecture = if std::env::consts::ARCH == "aarch64" { "arm64" } else { "amd64" };
    format!("linux/{architecture}")
}

/// A folder in a container.
pub fn folder(source: &Path, target: &str, access: Access) -> Mount {
    Mount { source: source.to_owned(), target: target.to_owned(), access }
}

/// The plan of a user-managed environment; plans with another name are other images.
pub fn plan(base: &str, name: &str, steps: &str) -> Plan {
    let stage = Digest::of(&format!("{name} {base} {steps}"));
    let digests = Digests {
        base: Digest::of(base),
        steps: Digest::of(steps),
        python: Digest::of("user"),
        spark: Digest::of("null"),
        stage,
        image: Digest::of(&format!("image {stage}")),
        extras: None,
    };
    Plan {
        digests,
        base_image: Some(base.into()),
        platform: platform(),
        dockerfile: format!("FROM {base}\n{steps}\n"),
        context: None,
        python: None,
        spark: None,
    }
}

/// Does something that sends events, with all its lines.
pub async fn with_lines<T>(work: impl AsyncFnOnce(mpsc::Sender<Event>) -> T) -> (T, Vec<String>) {
    let (sender, mut received) = mpsc::channel(16);
    let lines = async {
        let mut lines = Vec::new();
        while let Some(event) = received.recv().await {
            if let Event::Line(_, line) = event {
                lines.push(line);
            }
        }
        lines
    };
    tokio::join!(work(sender), lines)
}

/// Does something that logs lines, with all of them.
pub async fn with_log<T>(work: impl AsyncFnOnce(mpsc::Sender<String>) -> T) -> (T, Vec<String>) {
    let (sender, mut received) = mpsc::channel(16);
    let lines = async {
        let mut lines = Vec::new();
        while let Some(line) = received.recv().await {
            lines.push(line);
        }
        lines
    };
    tokio::join!(work(sender), lines)
}
