//! What trying images found, as builder, store and API have it.

use crate::{Error, definitions::Checked};
use api::{FindingLevel, Trial, TrialFinding, TrialFix, TrialOutcome, Version};
use builder::{Finding, FindingKind, Fix, Interpreter, Level, Outcome};
use definition::{Definition, Digest};
use store::{
    Connection,
    images::{history, trials::TrialRow},
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
    (stored.interpreter == interpreter).then(|| to_api(stored)).transpose()
}

/// The report of the builder.
pub fn report(row: &TrialRow) -> Result<builder::Trial, Error> {
    serde_json::from_value(row.found.clone()).map_err(|error| store::corrupt(error).into())
}

/// What a trial found.
pub fn to_api(row: TrialRow) -> Result<Trial, Error> {
    let builder::Trial { outcome, modules, libraries, commands, duration, findings } = report(&row)?;
    let outcome = match outcome {
        Outcome::Works => TrialOutcome::Works,
        Outcome::WorksBut => TrialOutcome::WorksBut,
        Outcome::Fails => TrialOutcome::Fails,
    };
    let findings = findings.into_iter().map(api_finding).collect();
    Ok(Trial { outcome, modules, libraries, commands, duration, tried_at: row.tried_at, findings })
}

fn api_finding(found: Finding) -> TrialFinding {
    let Finding { kind, level, package, subject, message, help, fix } = found;
    TrialFinding {
        kind: match kind {
            FindingKind::MissingLibrary => api::FindingKind::MissingLibrary,
            FindingKind::Glibc => api::FindingKind::Glibc,
            FindingKind::Import => api::FindingKind::Import,
            FindingKind::Timeout => api::FindingKind::Timeout,
            FindingKind::Gpu => api::FindingKind::Gpu,
            FindingKind::Conflict => api::FindingKind::Conflict,
            FindingKind::Command => api::FindingKind::Command,
            FindingKind::Interpreter => api::FindingKind::Interpreter,
        },
        level: match level {
            Level::Error => FindingLevel::Error,
            Level::Warning => FindingLevel::Warning,
            Level::Note => FindingLevel::Note,
        },
        package: package.map(|package| package.name),
        subject,
        message,
        help,
        fix: fix.map(|Fix { system_packages, instruction }| TrialFix { system_packages, instruction }),
    }
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
    let found = serde_json::to_value(report).map_err(store::corrupt)?;
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
