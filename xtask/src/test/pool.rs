//! Sections side by side, each with its output in a file.

use super::{
    Mode, THOROUGH,
    outcome::{Outcome, Report},
    sections::{Part, Section},
    suite::Suite,
};
use crate::{Error, run};
use std::{
    collections::VecDeque,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

/// How many lines of a section that failed are shown; the file has them all.
const SHOWN: usize = 300;

/// What single tests write that could not test anything.
const SKIPPED: &str = "skipped: ";

/// Runs the sections, so many at once, in the order in which they are given.
pub fn run(sections: &[&'static Section], suite: &Suite, mode: Mode, at_once: usize) -> Vec<Report> {
    let waiting: Mutex<VecDeque<_>> = Mutex::new(sections.iter().copied().collect());
    let reports = Mutex::new(Vec::new());
    // One that is alone has the terminal.
    let alone = sections.len() == 1;
    let began = Instant::now();
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for _ in 0..at_once.max(1) {
            scope.spawn(|| {
                while let Some(section) = take() {
                    println!("[{:>5.0} s] {} begins", began.elapsed().as_secs_f64(), section.name);
                    let report = report(section, suite, mode, alone);
                    // Held while writing, so that outputs do not mix.
                    let mut reports = reports.lock().unwrap_or_else(PoisonError::into_inner);
                    tell(&report, began, alone);
                    reports.push(report);
                }
            });
        }
    });
    reports.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn report(section: &'static Section, suite: &Suite, mode: Mode, alone: bool) -> Report {
    let began = Instant::now();
    let log = log(section);
    let outcome = Outcome::of(programs(section, suite, mode).and_then(|programs| run_all(programs, mode, &log, alone)));
    let mut report = Report::new(section, began.elapsed(), outcome);
    let output = fs::read_to_string(&log).unwrap_or_default();
    report.skipped = output.lines().filter_map(|line| Some(line.split_once(SKIPPED)?.1.to_owned())).collect();
    report.skipped.sort();
    report.skipped.dedup();
    report
}

fn programs(section: &Section, suite: &Suite, mode: Mode) -> Result<Vec<Command>, Error> {
    match &section.part {
        Part::Tests { programs, .. } => programs(suite, mode),
        _ => Ok(Vec::new()),
    }
}

/// Runs programs one after the other. All run, whatever fails; the first failure is the reason.
fn run_all(programs: Vec<Command>, mode: Mode, log: &Path, alone: bool) -> Result<(), Error> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let output = File::create(log).map_err(Error::file(log))?;
    let mut result = Ok(());
    for mut program in programs {
        if mode.thorough {
            program.env(THOROUGH, "1");
        }
        if !alone {
            let copy = || output.try_clone().map_err(Error::file(log));
            program.stdin(Stdio::null()).stdout(copy()?).stderr(copy()?);
        }
        let ran = run::run(&mut program);
        result = result.and(ran);
    }
    result
}

fn tell(report: &Report, began: Instant, alone: bool) {
    let word = match &report.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "FAILED",
        Outcome::Skipped(_) => "skipped",
    };
    let (now, time) = (began.elapsed().as_secs_f64(), report.time.as_secs_f64());
    println!("[{now:>5.0} s] {} {word} after {time:.0} s", report.section.name);
    if report.failed() && !alone {
        let log = log(report.section);
        let output = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<_> = output.lines().collect();
        println!("The end of {}:", log.display());
        for line in lines.iter().skip(lines.len().saturating_sub(SHOWN)) {
            println!("    {line}");
        }
    }
}

/// Where the output of a section is kept.
fn log(section: &Section) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    run::repository().join(target).join("tests").join(format!("{}.log", section.key))
}
