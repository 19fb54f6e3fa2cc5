//! The texts of trials.

use crate::ui::words;
use api::{FindingLevel, Trial, TrialFinding, TrialFix, TrialOutcome};

pub const TRIAL: &str = "Trial";
pub const NOT_TRIED: &str = "Not tried";
pub const NOT_TRIED_HELP: &str = "It was built before trials were introduced";
pub const FIX: &str = "Fix";
pub const STEP: &str = "Docker step";
pub const STEPS: &str = "Docker steps";
pub const FIX_MAKES_IMAGE: &str =
    "This makes a new image. Python is installed again, because it comes after the Docker steps";
pub const HAS_STEP: &str = "The draft already has this Docker step";
pub const IN_CONTEXT: &str =
    "The Dockerfile is part of the build context. Add the step there and choose the folder again";
/// How many packages a button names.
const MAX_PACKAGES: usize = 3;
pub const MODULES: &str = "Modules imported";
pub const LIBRARIES: &str = "Native libraries read";
pub const COMMANDS: &str = "Commands resolved";

/// The outcome in a line (`` Works, but `cv2` cannot be imported ``).
pub fn title(trial: &Trial) -> String {
    let problems: Vec<&TrialFinding> =
        trial.findings.iter().filter(|finding| finding.level != FindingLevel::Note).collect();
    let found = match (trial.outcome, &problems[..]) {
        (TrialOutcome::Works, _) => return "Works".into(),
        (TrialOutcome::WorksBut, []) => return "Works only partly".into(),
        (TrialOutcome::Fails, []) => return "Does not work".into(),
        (_, [only]) => short(only).to_owned(),
        (_, [first, rest @ ..]) => {
            format!("{}, and {}", short(first), words::count(rest.len(), "more finding", "more findings"))
        }
    };
    match trial.outcome {
        TrialOutcome::Fails => format!("Does not work: {found}"),
        _ => format!("Works, but {found}"),
    }
}

/// The finding without the message of the interpreter, which follows a colon.
fn short(finding: &TrialFinding) -> &str {
    finding.message.split_once(": ").map_or(finding.message.as_str(), |(what, _)| what)
}

/// What was tried (`14 modules imported, 214 native libraries read`).
pub fn counts(trial: &Trial) -> String {
    let counted = [
        (trial.modules, "module imported", "modules imported"),
        (trial.libraries, "native library read", "native libraries read"),
        (trial.commands, "command resolved", "commands resolved"),
    ];
    let counted = counted.into_iter().filter(|(number, ..)| *number > 0);
    let counted: Vec<String> = counted.map(|(number, one, many)| words::count(number as usize, one, many)).collect();
    if counted.is_empty() { "nothing to import".into() } else { counted.join(", ") }
}

pub fn took(trial: &Trial) -> String {
    format!("tried in {}", words::duration(trial.duration))
}

/// Before the message of a finding.
pub const fn level(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "Error: ",
        FindingLevel::Warning => "Warning: ",
        FindingLevel::Note => "Note: ",
    }
}

/// What the steps add, as the object of a sentence.
pub fn summary(fixes: &[TrialFix]) -> String {
    let mut packages: Vec<&str> = Vec::new();
    for package in fixes.iter().flat_map(|fix| &fix.system_packages) {
        if !packages.contains(&package.as_str()) {
            packages.push(package);
        }
    }
    match (packages.is_empty(), fixes.len()) {
        (false, _) if packages.len() <= MAX_PACKAGES => packages.join(", "),
        (false, _) => words::count(packages.len(), "system package", "system packages"),
        (true, 1) => "this Docker step".into(),
        (true, _) => "these Docker steps".into(),
    }
}

/// Above the steps.
pub fn steps(count: usize) -> &'static str {
    if count == 1 { "One Docker step fixes it:" } else { "These Docker steps fix it:" }
}

pub fn add_and_edit(summary: &str) -> String {
    format!("Add {summary} and edit as a new version")
}

/// For versions that cannot be changed.
pub fn add_and_start(summary: &str) -> String {
    format!("Add {summary} in a new environment")
}

pub fn add(summary: &str) -> String {
    format!("Add {summary}")
}

/// What was done, after a colon.
pub fn done(summary: &str) -> String {
    format!("added {summary} to the Docker steps")
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::FindingKind;

    fn finding(kind: FindingKind, level: FindingLevel, message: &str) -> TrialFinding {
        let (subject, message) = ("cv2".to_owned(), message.to_owned());
        TrialFinding { kind, level, package: None, subject, message, help: None, fix: None }
    }

    fn trial(outcome: TrialOutcome, findings: Vec<TrialFinding>) -> Trial {
        let tried_at = "2026-01-01T00:00:00Z".to_owned();
        Trial { outcome, modules: 1, libraries: 214, commands: 0, duration: 6_000, tried_at, findings }
    }

    #[test]
    fn a_title_says_what_does_not_work() {
        let library =
            finding(FindingKind::MissingLibrary, FindingLevel::Error, "`libGL.so.1` for `cv2` is not in the image");
        let import =
            finding(FindingKind::Import, FindingLevel::Error, "`cv2` cannot be imported: ImportError: no such file");
        let note = finding(FindingKind::Gpu, FindingLevel::Note, "`cupy` needs a GPU");
        assert_eq!(title(&trial(TrialOutcome::Works, vec![note.clone()])), "Works");
        assert_eq!(
            title(&trial(TrialOutcome::Fails, vec![library, import.clone(), note.clone()])),
            "Does not work: `libGL.so.1` for `cv2` is not in the image, and 1 more finding"
        );
        assert_eq!(title(&trial(TrialOutcome::WorksBut, vec![import, note])), "Works, but `cv2` cannot be imported");
        assert_eq!(title(&trial(TrialOutcome::WorksBut, vec![])), "Works only partly", "as previews have it");
    }

    #[test]
    fn what_was_tried_is_counted() {
        assert_eq!(counts(&trial(TrialOutcome::Works, vec![])), "1 module imported, 214 native libraries read");
        let nothing = Trial { modules: 0, libraries: 0, ..trial(TrialOutcome::Works, vec![]) };
        assert_eq!(counts(&nothing), "nothing to import");
    }

    #[test]
    fn a_button_names_what_it_adds() {
        let fix = |packages: &[&str]| TrialFix {
            system_packages: packages.iter().map(|package| (*package).to_owned()).collect(),
            instruction: "RUN a".into(),
        };
        assert_eq!(summary(&[fix(&["libgl1"])]), "libgl1");
        assert_eq!(summary(&[fix(&["libgl1"]), fix(&["libgl1", "libglib2.0-0"])]), "libgl1, libglib2.0-0");
        assert_eq!(summary(&[fix(&["a", "b", "c", "d"])]), "4 system packages");
        assert_eq!(summary(&[fix(&[])]), "this Docker step");
    }
}
