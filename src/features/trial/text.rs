//! The words of trials.

use crate::ui::words;
use api::{FindingLevel, Trial, TrialFinding, TrialFix, TrialOutcome};

pub const TRIAL: &str = "Trial";
pub const NOT_TRIED: &str = "Not tried";
pub const NOT_TRIED_HELP: &str = "It was built before images were tried";
pub const FIX: &str = "What fixes it";
pub const STEP: &str = "Docker step";
pub const STEPS: &str = "Docker steps";
pub const FIX_MAKES_IMAGE: &str = "This makes a new image: Docker steps come before Python, which is built again";
pub const HAS_STEP: &str = "The draft has this Docker step already";
pub const IN_CONTEXT: &str =
    "The Dockerfile is a file of the build context: add the step there, and choose the folder again";
/// How many packages a button names.
const NAMED: usize = 3;
pub const MODULES: &str = "Modules imported";
pub const LIBRARIES: &str = "Native libraries read";
pub const COMMANDS: &str = "Commands resolved";

/// What the trial found, in a line (`` Works, but `cv2` cannot be imported ``).
pub fn title(trial: &Trial) -> String {
    let weighty: Vec<&TrialFinding> =
        trial.findings.iter().filter(|finding| finding.level != FindingLevel::Note).collect();
    let found = match (trial.outcome, &weighty[..]) {
        (TrialOutcome::Works, _) => return "Works".into(),
        (TrialOutcome::WorksBut, []) => return "Works only partly".into(),
        (TrialOutcome::Fails, []) => return "Does not work".into(),
        (_, [only]) => in_short(only).to_owned(),
        (_, [first, rest @ ..]) => {
            format!("{}, and {}", in_short(first), words::count(rest.len(), "more finding", "more findings"))
        }
    };
    match trial.outcome {
        TrialOutcome::Fails => format!("Does not work: {found}"),
        _ => format!("Works, but {found}"),
    }
}

/// What does not work, in a few words that go on after others: what an interpreter said of it follows a colon.
fn in_short(finding: &TrialFinding) -> &str {
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

/// How long the trial took.
pub fn took(trial: &Trial) -> String {
    format!("tried in {}", words::duration(trial.duration))
}

/// How much a finding weighs, before its message.
pub const fn level(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "Error: ",
        FindingLevel::Warning => "Warning: ",
        FindingLevel::Note => "Note: ",
    }
}

/// What the steps that fix an image add.
pub fn added(fixes: &[TrialFix]) -> String {
    let mut packages: Vec<&str> = Vec::new();
    for package in fixes.iter().flat_map(|fix| &fix.system_packages) {
        if !packages.contains(&package.as_str()) {
            packages.push(package);
        }
    }
    match (packages.is_empty(), fixes.len()) {
        (false, _) if packages.len() <= NAMED => packages.join(", "),
        (false, _) => words::count(packages.len(), "system package", "system packages"),
        (true, 1) => "this Docker step".into(),
        (true, _) => "these Docker steps".into(),
    }
}

/// What stands above the steps.
pub fn steps(count: usize) -> &'static str {
    if count == 1 { "One Docker step fixes it:" } else { "These Docker steps fix it:" }
}

/// What the button says.
pub fn add_and_edit(added: &str) -> String {
    format!("Add {added} and edit as a new version")
}

/// What the button says where versions cannot be changed.
pub fn add_and_start(added: &str) -> String {
    format!("Add {added} in a new environment")
}

/// What the button in the editor says.
pub fn add(added: &str) -> String {
    format!("Add {added}")
}

/// What was done to the draft.
pub fn done(added: &str) -> String {
    format!("added {added} to the Docker steps")
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
        assert_eq!(added(&[fix(&["libgl1"])]), "libgl1");
        assert_eq!(added(&[fix(&["libgl1"]), fix(&["libgl1", "libglib2.0-0"])]), "libgl1, libglib2.0-0");
        assert_eq!(added(&[fix(&["a", "b", "c", "d"])]), "4 system packages");
        assert_eq!(added(&[fix(&[])]), "this Docker step");
    }
}
