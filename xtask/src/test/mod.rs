//! Every check and test, in the order in which a mistake is cheapest to find.
//!
//! Checks come first, one after the other, and the first that fails ends the run. Then everything that tests need is
//! compiled, once. The tests follow side by side, because many of them wait for engines, browsers and deadlines; all of
//! them run whatever fails, so that one run tells everything that is wrong.

mod azure;
mod browsers;
mod checks;
mod outcome;
mod pool;
mod sections;
mod suite;

use crate::console;
use outcome::{Outcome, Report};
use sections::{Part, SECTIONS, Section};
use std::{process::ExitCode, thread, time::Instant};
use suite::Suite;

/// What the tests are told of a thorough run.
const THOROUGH: &str = "TERRARIUM_THOROUGH";

#[derive(clap::Args, Debug)]
pub struct Options {
    /// Only these sections, by the keys that `--list` shows; what they need is compiled first
    sections: Vec<String>,
    /// Run the long forms as well: every browser everywhere, fifty kills, new random cases, large environments
    #[arg(long)]
    thorough: bool,
    /// Show the sections and their keys
    #[arg(long)]
    list: bool,
    /// How many sections run at once; one more than there are cores by default
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<usize>,
}

/// How this run goes.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Whether the long forms run.
    pub thorough: bool,
}

/// Runs the sections that were asked for and says how each went. The summary is the last thing that is printed.
pub fn test(options: &Options) -> ExitCode {
    let mode = Mode { thorough: options.thorough };
    let chosen = match sections::chosen(&options.sections, mode) {
        Ok(chosen) => chosen,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    if options.list {
        for section in &chosen {
            println!("{:<16} {}", section.key, section.name);
        }
        return ExitCode::SUCCESS;
    }
    let began = Instant::now();
    let at_once = options.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(2, usize::from) + 1);
    let reports = run(&chosen, mode, at_once);
    outcome::summary(&chosen, &reports, began.elapsed());
    if reports.iter().any(Report::failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn run(chosen: &[&'static Section], mode: Mode, at_once: usize) -> Vec<Report> {
    let mut reports = Vec::new();
    for (section, check) in chosen.iter().filter_map(|section| Some((section, section.check()?))) {
        println!("\n== {}", section.name);
        reports.push(Report::of(section, check));
        if reports.iter().any(Report::failed) {
            return reports;
        }
    }
    let tests: Vec<_> = chosen.iter().copied().filter(|section| matches!(section.part, Part::Tests { .. })).collect();
    if let Some(suite) = compile(chosen, &tests, &mut reports) {
        reports.extend(pool::run(&tests, &suite, mode, at_once));
    }
    reports
}

/// Compiles what the tests need, and the console beside it: linking that takes one core for minutes. None when either
/// does not compile.
fn compile(chosen: &[&'static Section], tests: &[&'static Section], reports: &mut Vec<Report>) -> Option<Suite> {
    let find = |key| SECTIONS.iter().find(|section| section.key == key);
    let is_chosen = |key| chosen.iter().any(|section| section.key == key);
    let wants_console = is_chosen("console") || tests.iter().any(|section| section.needs_console());
    let wants_suite = is_chosen("build") || !tests.is_empty();
    let mut suite = Ok(Suite::default());
    thread::scope(|scope| {
        let console = wants_console.then(|| scope.spawn(|| Some(Report::of(find("console")?, console::build))));
        if wants_suite {
            println!("\n== Compiling the tests{}", if wants_console { " and the console" } else { "" });
            let began = Instant::now();
            suite = Suite::build();
            let outcome = suite.as_ref().map_or_else(|error| Outcome::Failed(error.to_string()), |_| Outcome::Passed);
            reports.extend(find("build").map(|section| Report::new(section, began.elapsed(), outcome)));
        }
        reports.extend(console.and_then(|thread| thread.join().ok().flatten()));
    });
    (!reports.iter().any(Report::failed)).then(|| suite.unwrap_or_default())
}
