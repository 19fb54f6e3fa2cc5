//! Fuzzes the parsers with libFuzzer.

use crate::{Error, run};
use clap::Args;
use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
};

/// The targets: the binaries of `tests/fuzz`.
const TARGETS: [&str; 8] = ["any", "conda", "dockerfile", "dockerignore", "requirement", "requirements", "v1", "v2"];

/// Compiler options for the coverage that libFuzzer needs.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

#[derive(Args)]
pub struct Options {
    /// The seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The targets; by default all
    #[arg(value_parser = TARGETS)]
    targets: Vec<String>,
}

/// Fuzzes each target, as many at once as there are processors. Inputs are kept in the target folder, and those that fail are
/// printed; add them to `tests/fuzz/corpus` with the fix.
///
/// # Errors
/// When the targets do not compile, or an input fails.
pub fn fuzz(options: &Options) -> Result<(), Error> {
    let folder = run::repository().join("tests/fuzz");
    let built = run::repository().join("target/fuzz");
    // With an explicit target, build scripts are compiled without coverage.
    let host = run::output(run::program("rustc").args(["--print", "host-tuple"]))?.trim().to_owned();
    let mut compiler = run::cargo("build --locked --release");
    compiler.args(["--target", &host, "--target-dir"]).arg(&built).env("RUSTFLAGS", COVERAGE).current_dir(&folder);
    run::run(&mut compiler)?;
    let programs = built.join(host).join("release");
    let selected: Vec<&str> = if options.targets.is_empty() {
        TARGETS.to_vec()
    } else {
        options.targets.iter().map(String::as_str).collect()
    };
    let queue = Mutex::new(VecDeque::from(selected));
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let fuzz_all = || -> Result<(), Error> {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(target) = next else { return Ok(()) };
            fuzz_target(target, &programs, &folder, &built, options.seconds)?;
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(fuzz_all)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn fuzz_target(target: &str, programs: &Path, folder: &Path, built: &Path, seconds: u32) -> Result<(), Error> {
    let inputs = built.join("inputs").join(target);
    let failures: PathBuf = built.join("failures");
    for folder in [&inputs, &failures] {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    println!("{target}: {seconds} s");
    let mut command = run::program(programs.join(target));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/{target}-", failures.display()));
    command.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=0", "-verbosity=0"]);
    command.arg(&inputs).arg(folder.join("corpus").join(target));
    run::quietly(&mut command)
}
