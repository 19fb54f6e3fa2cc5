//! Compiles console and server in parallel.
//!
//! The console's last crate keeps one processor busy for minutes, optimizing all code at once. The server and the program that
//! bundles the console are compiled meanwhile, at a low priority.

use crate::{
    Error,
    compilation::Compilation,
    progress::{Progress, Stage},
    run,
    tools::{self, Installation},
};
use std::{
    path::PathBuf,
    sync::mpsc,
    thread::{self, ScopedJoinHandle},
};

/// What to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// The console.
    Console,
    /// The unoptimised server, which reads the console from `dist/`.
    Server,
    /// Both.
    Both,
}

const CONSOLE: &str = "rustc --package terrarium-console --bin terrarium-console \
    --target wasm32-unknown-unknown --profile wasm-release";
/// The bundler needs relocations to split the code.
const RELOCATIONS: &[&str] = &["--", "-Clink-arg=--emit-relocs"];
const BUNDLER: &str = "build --package console-bundler";
const SERVER: &str = "build --package terrarium";

/// The stages. The first number of seconds is for a first build.
struct Stages {
    packages: Stage,
    console: Stage,
    bundle: Stage,
    bundler: Stage,
    server: Stage,
}

impl Stages {
    fn new() -> Self {
        let stage = |name, lane, fresh: bool, seconds| Stage { name, lane, fresh, seconds };
        Self {
            packages: stage("System packages", 0, true, (20, 20)),
            console: stage("Console", 1, !wasm().is_file(), (400, 200)),
            bundle: stage("Bundle", 1, true, (40, 40)),
            bundler: stage("Bundler", 2, !program("console-bundler").is_file(), (90, 3)),
            server: stage("Server", 2, !program("terrarium").is_file(), (450, 30)),
        }
    }

    fn of(&self, parts: Parts, packages: bool) -> Vec<Stage> {
        let mut stages = if packages { vec![self.packages] } else { Vec::new() };
        if parts != Parts::Server {
            stages.extend([self.console, self.bundle, self.bundler]);
        }
        if parts != Parts::Console {
            stages.push(self.server);
        }
        stages
    }
}

/// Builds the parts, and meanwhile installs missing programs.
///
/// # Errors
/// When a tool is missing, something does not compile, or the console is over its budget.
pub fn build(parts: Parts, programs: &[tools::Program]) -> Result<(), Error> {
    if parts != Parts::Server {
        tools::wasm_target()?;
    }
    let installation = Installation::of(programs)?;
    let stages = Stages::new();
    let progress = Progress::new(&stages.of(parts, installation.is_some()));
    let work = Work { parts, stages, progress, native: Compilation::default(), console: Compilation::default() };
    let (installed, packages) = mpsc::channel();
    let (compiled, bundler) = mpsc::channel();
    let failures = thread::scope(|scope| {
        let work = &work;
        let packages_lane = scope.spawn(move || work.stop_when_failed(work.install(installation, &installed)));
        let native_lane = scope.spawn(move || work.stop_when_failed(work.compile_native(&compiled)));
        let console = work.stop_when_failed(work.make_console(&packages, &bundler));
        [console, joined(native_lane), joined(packages_lane)].into_iter().filter_map(Result::err).collect::<Vec<_>>()
    });
    // A cancelled lane is not the cause.
    failures.into_iter().min_by_key(|error| matches!(error, Error::Cancelled)).map_or(Ok(()), Err)
}

/// The lanes, which run at the same time.
struct Work {
    parts: Parts,
    stages: Stages,
    progress: Progress,
    native: Compilation,
    console: Compilation,
}

impl Work {
    fn install(&self, installation: Option<Installation>, installed: &mpsc::Sender<()>) -> Result<(), Error> {
        if let Some(installation) = installation {
            self.progress.run(self.stages.packages, || installation.run())?;
        }
        if self.parts != Parts::Server {
            tools::wasm_opt()?;
        }
        // Nothing waits for it when the console is not built.
        let _ = installed.send(());
        Ok(())
    }

    /// Compiles the native programs, the bundler first: the console waits for it.
    fn compile_native(&self, compiled: &mpsc::Sender<()>) -> Result<(), Error> {
        if self.parts != Parts::Server {
            self.native.run(&self.progress, self.stages.bundler, run::background_cargo(BUNDLER))?;
            // Nothing waits for it when the console failed.
            let _ = compiled.send(());
        }
        if self.parts != Parts::Console {
            self.native.run(&self.progress, self.stages.server, run::background_cargo(SERVER))?;
        }
        Ok(())
    }

    fn make_console(&self, packages: &mpsc::Receiver<()>, bundler: &mpsc::Receiver<()>) -> Result<(), Error> {
        if self.parts == Parts::Server {
            return Ok(());
        }
        let mut cargo = run::cargo(CONSOLE);
        cargo.args(RELOCATIONS);
        self.console.run(&self.progress, self.stages.console, cargo)?;
        // A lane that closed its channel reports its own error.
        if packages.recv().is_err() || bundler.recv().is_err() {
            return Err(Error::Cancelled);
        }
        let wasm_opt = tools::wasm_opt()?;
        self.progress.run(self.stages.bundle, || bundle(&wasm_opt))
    }

    fn stop_when_failed(&self, done: Result<(), Error>) -> Result<(), Error> {
        if done.is_err() {
            self.native.cancel();
            self.console.cancel();
        }
        done
    }
}

fn joined(lane: ScopedJoinHandle<'_, Result<(), Error>>) -> Result<(), Error> {
    lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Bundles the compiled console into `dist/`.
fn bundle(wasm_opt: &std::path::Path) -> Result<(), Error> {
    let root = run::repository();
    let mut command = run::program(program("console-bundler"));
    command.arg("--module").arg(wasm()).arg("--wasm-opt").arg(wasm_opt).arg("--page").arg(root.join("index.html"));
    command.arg("--work").arg(root.join("target/console")).arg("--dist").arg(run::dist());
    run::run(&mut command)
}

/// A program of the workspace: cargo builds it next to this one.
pub fn program(name: &str) -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| "target/debug/xtask".into()).with_file_name(name)
}

/// The compiled console.
fn wasm() -> PathBuf {
    let debug = program("");
    let target = debug.parent().unwrap_or(&debug);
    target.join("wasm32-unknown-unknown/wasm-release/terrarium-console.wasm")
}
