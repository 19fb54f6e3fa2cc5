//! Feeds the readers of files with what libFuzzer makes up.

use crate::{Error, run};
use clap::Args;
use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
};

/// The targets, as the binaries of `tests/fuzz` are called.
const TARGETS: [&str; 8] = ["any", "conda", "dockerfile", "dockerignore", "requirement", "requirements", "v1", "v2"];

/// What tells libFuzzer which code an input has reached.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Which targets, and for how long.
#[derive(Args)]
pub struct Options {
    /// How many seconds each target is fed
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The targets; all of them when none is named
    #[arg(value_parser = TARGETS)]
    targets: Vec<String>,
}

/// Feeds each target for a while, as many at once as there are processors. What it learns is in the target folder; what
/// breaks something is named there and belongs into `tests/fuzz/corpus`, once the fault is mended.
///
/// # Errors
/// When the targets do not compile, or one of them breaks.
pub fn fuzz(options: &Options) -> Result<(), Error> {
    let folder = run::repository().join("tests/fuzz");
    let built = run::repository().join("target/fuzz");
    // With a target of its own, build scripts are compiled without the coverage.
    let host = run::output(run::program("rustc").args(["--print", "host-tuple"]))?.trim().to_owned();
    let mut compiler = run::cargo("build --locked --release");
    compiler.args(["--target", &host, "--target-dir"]).arg(&built).env("RUSTFLAGS", COVERAGE).current_dir(&folder);
    run::run(&mut compiler)?;
    let programs = built.join(host).join("release");
    let chosen: Vec<&str> = if options.targets.is_empty() {
        TARGETS.to_vec()
    } else {
        options.targets.iter().map(String::as_str).collect()
    };
    let waiting = Mutex::new(VecDeque::from(chosen));
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let feed_all = || -> Result<(), Error> {
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(target) = next else { return Ok(()) };
            feed(target, &programs, &folder, &built, options.seconds)?;
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(feed_all)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn feed(target: &str, programs: &Path, folder: &Path, built: &Path, seconds: u32) -> Result<(), Error> {
    let learned = built.join("inputs").join(target);
    let found: PathBuf = built.join("found");
    for folder in [&learned, &found] {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    println!("{target}: {seconds} s");
    let mut command = run::program(programs.join(target));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/{target}-", found.display()));
    command.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=0", "-verbosity=0"]);
    command.arg(&learned).arg(folder.join("corpus").join(target));
    run::quietly(&mut command)
}
