//! What trying images found, as builder, store and API have it.

use crate::{
    Error,
    counterparts::{IntoApi as _, IntoBuilder as _, IntoStored as _},
    definitions::Checked,
};
use api::{Trial, TrialFinding, TrialFix, Version};
use builder::Interpreter;
use definition::{Definition, Digest};
use store::{
    Connection,
    images::history,
    trials::{self as stored, Fix, ReportedFinding, ReportedPackage, TrialReport, TrialRow},
};

/// The interpreter of a definition that names none.
const DEFAULT_INTERPRETER: &str = "python";
/// Where the environment that the builder makes has its programs.
const OWN_PROGRAMS: &str = "/opt/env/bin/";

/// What trying the image of a version found: that of the interpreter that the version names.
pub async fn of_version(connection: &mut Connection, version: &Version) -> Result<Option<Trial>, Error> {
    let hash = version.digests.image.to_string();
    let image = history::chosen(connection, &hash, version.tied.as_deref()).await?;
    let Some(stored) = image.and_then(|image| image.trial) else { return Ok(None) };
    let interpreter =
        named_interpreter(&Checked::stored_definition(&version.definition)?).map(|interpreter| interpreter.path);
    Ok((stored.interpreter == interpreter).then(|| row_to_api(stored)))
}

/// A report of the builder as it is stored.
fn stored_report(report: builder::Trial) -> TrialReport {
    let builder::Trial { outcome, modules, libraries, commands, duration, findings } = report;
    let package = |builder::Package { name, conda }| ReportedPackage { name, conda };
    let fix = |builder::Fix { system_packages, instruction }| Fix { system_packages, instruction };
    let finding = |builder::Finding { kind, level, package: about, subject, message, help, fix: step }| {
        let (kind, level) = (kind.into_stored(), level.into_stored());
        ReportedFinding { kind, level, package: about.map(package), subject, message, help, fix: step.map(fix) }
    };
    let findings = findings.into_iter().map(finding).collect();
    TrialReport { outcome: outcome.into_stored(), modules, libraries, commands, duration, findings }
}

/// A stored report for the builder.
pub fn report(stored: TrialReport) -> builder::Trial {
    let TrialReport { outcome, modules, libraries, commands, duration, findings } = stored;
    let package = |ReportedPackage { name, conda }| builder::Package { name, conda };
    let fix = |Fix { system_packages, instruction }| builder::Fix { system_packages, instruction };
    let finding = |ReportedFinding { kind, level, package: about, subject, message, help, fix: step }| {
        let (kind, level) = (kind.into_builder(), level.into_builder());
        builder::Finding { kind, level, package: about.map(package), subject, message, help, fix: step.map(fix) }
    };
    let findings = findings.into_iter().map(finding).collect();
    builder::Trial { outcome: outcome.into_builder(), modules, libraries, commands, duration, findings }
}

/// What the trial of a build found.
pub fn to_api(trial: stored::Trial) -> Trial {
    let stored::Trial { outcome, modules, libraries, commands, duration, tried_at, findings } = trial;
    let findings = findings.into_iter().map(api_finding).collect();
    Trial { outcome: outcome.into_api(), modules, libraries, commands, duration, tried_at, findings }
}

/// What the trial of an image found.
pub fn row_to_api(row: TrialRow) -> Trial {
    to_api(row.into())
}

fn api_finding(found: stored::Finding) -> TrialFinding {
    let stored::Finding { kind, level, package, subject, message, help, fix } = found;
    let fix = fix.map(|Fix { system_packages, instruction }| TrialFix { system_packages, instruction });
    TrialFinding { kind: kind.into_api(), level: level.into_api(), package, subject, message, help, fix }
}

/// The interpreter that the definition decides; none where that is the one of the environment that the builder makes.
pub fn named_interpreter(definition: &Definition) -> Option<Interpreter> {
    let path = definition.interpreter_path.as_deref().map(str::trim).filter(|path| !path.is_empty());
    if definition.user_managed {
        let path = path.unwrap_or(DEFAULT_INTERPRETER);
        return Some(Interpreter { path: path.to_owned(), is_named: path != DEFAULT_INTERPRETER });
    }
    let own = path.filter(|path| path.starts_with('/') && !path.starts_with(OWN_PROGRAMS));
    own.map(|path| Interpreter { path: path.to_owned(), is_named: true })
}

/// A trial as it is stored.
pub fn row(report: &builder::Trial, at: &str, definition: &Definition) -> Result<TrialRow, store::Error> {
    let interpreter = named_interpreter(definition).map(|interpreter| interpreter.path);
    let found = stored_report(report.clone());
    Ok(TrialRow { found, tried_at: at.to_owned(), interpreter, variables: variables_digest(definition)? })
}

/// The digest of the variables.
pub fn variables_digest(definition: &Definition) -> Result<Digest, store::Error> {
    Ok(Digest::of(&store::json(&definition.variables)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interpreter_is_tried_that_a_run_would_take() {
        let tried = |user_managed, path: Option<&str>| {
            let interpreter_path = path.map(Into::into);
            let definition = Definition { user_managed, interpreter_path, ..Definition::default() };
            named_interpreter(&definition).map(|interpreter| (interpreter.path, interpreter.is_named))
        };
        assert_eq!(tried(true, None), Some(("python".into(), false)));
        assert_eq!(tried(true, Some("python")), Some(("python".into(), false)));
        assert_eq!(tried(true, Some("/nowhere/bin/python")), Some(("/nowhere/bin/python".into(), true)));
        assert_eq!(tried(false, Some("python")), None);
        assert_eq!(tried(false, Some("/opt/env/bin/python3")), None);
        assert_eq!(tried(false, Some("/usr/bin/python3")), Some(("/usr/bin/python3".into(), true)));
    }
}
