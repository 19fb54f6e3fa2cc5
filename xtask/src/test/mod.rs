//! Every check and test, in the order in which a mistake is cheapest to find.
//!
//! Checks come first, one after the other, and the first failure ends the run. Then everything that the tests need is
//! compiled, once. The tests run in parallel, because many of them wait for engines, browsers and timeouts; all of them run
//! whatever fails, so that one run reports everything that is wrong.

mod azure;
mod browsers;
mod checks;
mod disk;
mod outcome;
mod pool;
mod sections;
mod suite;

use crate::{Error, console};
use outcome::{Outcome, Report};
use sections::{Part, SECTIONS, Section};
use std::{process::ExitCode, thread, time::Instant};
use suite::{Mode, Suite};

#[derive(clap::Args, Debug)]
pub struct Options {
    /// Run only these sections, by the keys that `--list` shows; what they need is compiled first
    sections: Vec<String>,
    /// Run the long forms as well: every browser everywhere, fifty kills, new random cases, large environments
    #[arg(long)]
    thorough: bool,
    /// List the sections and their keys
    #[arg(long)]
    list: bool,
    /// The number of sections that run at once; by default one more than there are cores
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<usize>,
}

/// Runs the selected sections and prints a summary.
pub fn test(options: &Options) -> ExitCode {
    let mode = Mode { thorough: options.thorough };
    let selected = match sections::select(&options.sections, mode) {
        Ok(selected) => selected,
        Err(error) => return fail(&error),
    };
    if options.list {
        for section in &selected {
            println!("{:<16} {}", section.key, section.name);
        }
        return ExitCode::SUCCESS;
    }
    if selected.iter().any(|section| !matches!(section.part, Part::Check(_)))
        && let Err(error) = disk::check(selected.iter().any(|section| matches!(section.part, Part::Tests { .. })))
    {
        return fail(&error);
    }
    let started = Instant::now();
    let jobs = options.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(2, usize::from) + 1);
    let reports = run(&selected, mode, jobs);
    outcome::print_summary(&selected, &reports, started.elapsed());
    if reports.iter().any(Report::failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn fail(error: &Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

fn run(selected: &[&'static Section], mode: Mode, jobs: usize) -> Vec<Report> {
    let mut reports = Vec::new();
    for (section, check) in selected.iter().filter_map(|section| Some((section, section.check()?))) {
        println!("\n== {}", section.name);
        reports.push(Report::of(section, check));
        if reports.iter().any(Report::failed) {
            return reports;
        }
    }
    let tests: Vec<_> = selected.iter().copied().filter(|section| matches!(section.part, Part::Tests { .. })).collect();
    if let Some(suite) = compile(selected, &tests, &mut reports) {
        reports.extend(pool::run(&tests, &suite, mode, jobs));
    }
    reports
}

/// Compiles what the tests need, and in parallel the console, whose last crate keeps one core busy for minutes. Returns
/// `None` if either does not compile.
fn compile(selected: &[&'static Section], tests: &[&'static Section], reports: &mut Vec<Report>) -> Option<Suite> {
    let find = |key| SECTIONS.iter().find(|section| section.key == key);
    let is_selected = |key| selected.iter().any(|section| section.key == key);
    let needs_console = is_selected("console") || tests.iter().any(|section| section.needs_console());
    let needs_suite = is_selected("build") || !tests.is_empty();
    let mut suite = Ok(Suite::default());
    thread::scope(|scope| {
        let console = needs_console.then(|| scope.spawn(|| Some(Report::of(find("console")?, console::build))));
        if needs_suite {
            println!("\n== Compiling the tests{}", if needs_console { " and the console" } else { "" });
            let started = Instant::now();
            suite = Suite::build();
            let outcome = suite.as_ref().map_or_else(|error| Outcome::Failed(error.to_string()), |_| Outcome::Passed);
            reports.extend(find("build").map(|section| Report::new(section, started.elapsed(), outcome)));
        }
        reports.extend(console.and_then(|thread| thread.join().ok().flatten()));
    });
    (!reports.iter().any(Report::failed)).then(|| suite.unwrap_or_default())
}
