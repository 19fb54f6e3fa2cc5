//! The results of sections.

use super::sections::Section;
use crate::Error;
use std::{
    env,
    time::{Duration, Instant},
};

/// The result of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// With the reason.
    Failed(String),
    /// With what is missing on this machine.
    Skipped(String),
}

impl Outcome {
    /// Converts a result. Something missing is a failure in continuous integration, where everything is installed.
    pub fn of(result: Result<(), Error>) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(Error::Skipped(reason)) if in_ci() => {
                Self::Failed(format!("{reason}; nothing may be skipped while CI is set"))
            }
            Err(Error::Skipped(reason)) => Self::Skipped(reason),
            Err(reason) => Self::Failed(reason.to_string()),
        }
    }
}

/// Whether this is continuous integration, by the same rule as `tests/skip`.
fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The report of a section that ran.
#[derive(Clone, Debug)]
pub struct Report {
    pub section: &'static Section,
    pub time: Duration,
    pub outcome: Outcome,
    /// What individual tests could not test.
    pub skipped: Vec<String>,
}

impl Report {
    pub fn new(section: &'static Section, time: Duration, outcome: Outcome) -> Self {
        Self { section, time, outcome, skipped: Vec::new() }
    }

    /// Runs a section.
    pub fn of(section: &'static Section, work: impl FnOnce() -> Result<(), Error>) -> Self {
        let started = Instant::now();
        let outcome = Outcome::of(work());
        if let Outcome::Skipped(reason) = &outcome {
            println!("skipped: {reason}");
        }
        Self::new(section, started.elapsed(), outcome)
    }

    pub fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }
}

/// Prints all results. The counts are on the last line, which scripts read.
pub fn print_summary(selected: &[&'static Section], reports: &[Report], time: Duration) {
    println!();
    for Report { section, time, outcome, skipped } in reports {
        let note = match outcome {
            Outcome::Passed => String::new(),
            Outcome::Failed(_) => "  FAILED".to_owned(),
            Outcome::Skipped(reason) => format!("  skipped: {reason}"),
        };
        println!("{:>8.1} s  {}{note}", time.as_secs_f64(), section.name);
        for reason in skipped {
            println!("            skipped: {reason}");
        }
    }
    for Report { section, outcome, .. } in reports {
        if let Outcome::Failed(reason) = outcome {
            println!("\n{} ({}) failed: {reason}", section.name, section.key);
        }
    }
    let ran = |section: &&&Section| reports.iter().any(|report| report.section.key == section.key);
    let not_run = selected.iter().filter(|section| !ran(section)).count();
    if not_run > 0 {
        println!("\n{not_run} sections did not run");
    }
    println!("\n{:.1} minutes", time.as_secs_f64() / 60.0);
    println!("{}", counts(reports));
}

fn counts(reports: &[Report]) -> String {
    let count = |matches: fn(&Outcome) -> bool| reports.iter().filter(|report| matches(&report.outcome)).count();
    let passed = count(|outcome| *outcome == Outcome::Passed);
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    match count(|outcome| matches!(outcome, Outcome::Skipped(_))) {
        0 => format!("{passed} passed, {failed} failed"),
        skipped => format!("{passed} passed, {failed} failed, {skipped} skipped"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Report, counts};
    use crate::test::sections::SECTIONS;
    use std::time::Duration;

    #[test]
    fn the_last_line_counts_sections() {
        let report = |outcome| Report::new(&SECTIONS[0], Duration::ZERO, outcome);
        let mut reports = vec![report(Outcome::Passed), report(Outcome::Failed("a reason".into()))];
        assert_eq!(counts(&reports), "1 passed, 1 failed");
        reports.push(report(Outcome::Skipped("no browser".into())));
        assert_eq!(counts(&reports), "1 passed, 1 failed, 1 skipped");
    }
}
