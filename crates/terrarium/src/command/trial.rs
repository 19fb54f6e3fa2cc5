//! The trial of an image, as text.

use api::{FindingLevel, Trial};

/// The outcome, each finding with what to do, and the Docker steps that fix them.
pub fn lines(trial: &Trial) -> Vec<String> {
    let mut lines = vec![format!("trial: the image {}", trial.summary())];
    for finding in &trial.findings {
        let level = match finding.level {
            FindingLevel::Error => "error",
            FindingLevel::Warning => "warning",
            FindingLevel::Note => "note",
        };
        let package = finding.package.as_ref().map(|package| format!(" [{package}]")).unwrap_or_default();
        let help = finding.help.as_ref().filter(|_| finding.fix.is_none());
        let help = help.map(|help| format!(". {help}")).unwrap_or_default();
        lines.push(format!("  {level}: {}{package}{help}", finding.message));
    }
    lines.extend(trial.instructions().into_iter().map(|instruction| format!("  add this Docker step: {instruction}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{FindingKind, TrialFinding, TrialFix, TrialOutcome};

    #[test]
    fn every_finding_is_listed_and_each_fix_once() {
        let fix = TrialFix { system_packages: vec!["libgl1".into()], instruction: "RUN install libgl1".into() };
        let finding = |subject: &str, fix| TrialFinding {
            kind: FindingKind::MissingLibrary,
            level: FindingLevel::Error,
            package: Some("opencv-python".into()),
            subject: subject.into(),
            message: format!("`{subject}` for `cv2` is not in the image"),
            help: Some("Do something".into()),
            fix,
        };
        let findings =
            vec![finding("libGL.so.1", Some(fix.clone())), finding("libx.so", Some(fix)), finding("liby.so", None)];
        let trial = Trial {
            outcome: TrialOutcome::Fails,
            modules: 1,
            libraries: 2,
            commands: 0,
            duration: 1,
            tried_at: String::new(),
            findings,
        };
        insta::assert_snapshot!(lines(&trial).join("\n"));
    }
}
