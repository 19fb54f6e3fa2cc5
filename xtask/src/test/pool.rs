//! Running sections in parallel, each with its output in a file.

use super::{
    disk,
    outcome::{Outcome, Report},
    sections::{Part, Section},
    suite::{Mode, Suite, THOROUGH},
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

/// The number of lines shown of a failed section; the file has all of them.
const SHOWN_LINES: usize = 300;
/// The prefix of lines with which tests report that they could not test anything.
const SKIPPED: &str = "skipped: ";

/// Runs the sections in the given order, at most `jobs` at once.
pub fn run(sections: &[&'static Section], suite: &Suite, mode: Mode, jobs: usize) -> Vec<Report> {
    let queue: Mutex<VecDeque<_>> = Mutex::new(sections.iter().copied().collect());
    let reports = Mutex::new(Vec::new());
    // The output of a single section goes to the terminal.
    let to_terminal = sections.len() == 1;
    let started = Instant::now();
    let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    disk::remove_old_folders();
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(section) = take() {
                    println!("[{:>5.0} s] {} started", started.elapsed().as_secs_f64(), section.name);
                    let report = run_section(section, suite, mode, to_terminal);
                    // The lock is held while printing, so that outputs do not mix.
                    let mut reports = reports.lock().unwrap_or_else(PoisonError::into_inner);
                    print_report(&report, started, to_terminal);
                    reports.push(report);
                }
            });
        }
    });
    reports.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn run_section(section: &'static Section, suite: &Suite, mode: Mode, to_terminal: bool) -> Report {
    let started = Instant::now();
    let log = log_file(section);
    let temporary = disk::temporary_folder(section.key);
    let programs = match &section.part {
        Part::Tests { programs, .. } => programs(suite, mode),
        _ => Ok(Vec::new()),
    };
    let folders: Vec<PathBuf> = programs.iter().flatten().filter_map(test_folder).collect();
    let result = programs.and_then(|programs| run_programs(programs, mode, &log, &temporary, to_terminal));
    let mut report = Report::new(section, started.elapsed(), Outcome::of(result));
    let output = if to_terminal { String::new() } else { fs::read_to_string(&log).unwrap_or_default() };
    if report.outcome == Outcome::Passed && tests_passed(&output) == Some(0) {
        report.outcome = Outcome::Failed("it passed without running a single test".into());
    }
    report.skipped = output.lines().filter_map(|line| Some(line.split_once(SKIPPED)?.1.to_owned())).collect();
    report.skipped.sort();
    report.skipped.dedup();
    if report.failed() {
        println!("The temporary files of {} are kept until the next run: {}", section.name, temporary.display());
    } else {
        disk::remove(&temporary);
        for folder in &folders {
            disk::remove(folder);
        }
    }
    report
}

/// Runs programs one after the other, all of them even if one fails. The first failure is the result.
fn run_programs(
    programs: Vec<Command>,
    mode: Mode,
    log: &Path,
    temporary: &Path,
    to_terminal: bool,
) -> Result<(), Error> {
    for folder in log.parent().into_iter().chain([temporary]) {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let output = File::create(log).map_err(Error::file(log))?;
    let mut result = Ok(());
    for mut program in programs {
        program.env("TMPDIR", temporary);
        if mode.thorough {
            program.env(THOROUGH, "1");
        }
        if !to_terminal {
            let copy = || output.try_clone().map_err(Error::file(log));
            program.stdin(Stdio::null()).stdout(copy()?).stderr(copy()?);
        }
        let ran = run::run(&mut program);
        result = result.and(ran);
    }
    result
}

/// The folder in which a test program keeps its engines and registries: that of cargo for temporary files of tests, and
/// the name of the program without cargo's suffix.
fn test_folder(program: &Command) -> Option<PathBuf> {
    let name = Path::new(program.get_program()).file_name()?.to_str()?;
    let (name, _) = name.rsplit_once('-')?;
    Some(disk::target().join("tmp").join(name))
}

/// The number of tests that passed in an output of Rust's test runner, or `None` if there is none.
fn tests_passed(output: &str) -> Option<u64> {
    let results = output.lines().filter_map(|line| line.trim_start().strip_prefix("test result: ok. "));
    let passed = results.filter_map(|result| result.split_once(" passed")?.0.parse::<u64>().ok());
    passed.reduce(|sum, count| sum + count)
}

fn print_report(report: &Report, started: Instant, to_terminal: bool) {
    let result = match &report.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "FAILED",
        Outcome::Skipped(_) => "skipped",
    };
    let (now, time) = (started.elapsed().as_secs_f64(), report.time.as_secs_f64());
    println!("[{now:>5.0} s] {} {result} after {time:.0} s", report.section.name);
    if report.failed() && !to_terminal {
        let log = log_file(report.section);
        let output = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<_> = output.lines().collect();
        println!("The end of {}:", log.display());
        for line in lines.iter().skip(lines.len().saturating_sub(SHOWN_LINES)) {
            println!("    {line}");
        }
    }
}

/// The file with the output of a section.
fn log_file(section: &Section) -> PathBuf {
    disk::target().join("tests").join(format!("{}.log", section.key))
}

#[cfg(test)]
mod tests {
    use super::{test_folder, tests_passed};
    use std::process::Command;

    #[test]
    fn passed_tests_are_counted_over_all_programs() {
        let output =
            "test result: ok. 3 passed; 0 failed\nother\ntest result: ok. 0 passed; 0 failed; 4 filtered out\n";
        assert_eq!(tests_passed(output), Some(3));
        assert_eq!(tests_passed("test result: ok. 0 passed; 0 failed"), Some(0));
        assert_eq!(tests_passed("12 stories, 0 failed"), None);
    }

    #[test]
    fn the_folder_of_a_test_has_the_name_of_its_target() {
        let folder = test_folder(&Command::new("/r/target/debug/deps/engines-0a1b2c3d")).expect("a folder");
        assert!(folder.ends_with("tmp/engines"), "{}", folder.display());
    }
}
