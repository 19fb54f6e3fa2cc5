//! Trials of images: what is known of earlier ones, and what became of one.

use crate::{
    Error,
    checked::Checked,
    store::{
        self, Connection, past,
        queue::{self, Claimed},
        trials::{self, Stored},
    },
    wire,
    workspace::Rooms,
};
use api::{ExplainedPackage, Trial, Version};
use builder::{Built, FailedTrial, Interpreter, TrialOrder};
use definition::{Definition, Digest, PackageSource, edit};

/// The interpreter of a definition that names none.
const USUAL: &str = "python";
/// Where the environment that the builder makes has its programs.
const OWN_PROGRAMS: &str = "/opt/env/bin/";

/// How the image of a definition is tried, and what is known of the images that its hash had.
pub async fn order(rooms: &Rooms, hash: &str, definition: &Definition) -> Result<TrialOrder, Error> {
    let mut connection = rooms.store.read().await?;
    let interpreter = interpreter(definition);
    let path = interpreter.as_ref().map(|interpreter| interpreter.path.clone());
    let variables = digest(definition)?;
    let known = trials::of(&mut connection, hash).await?.into_iter();
    let known = known.filter(|(_, stored)| stored.interpreter == path && stored.variables == variables);
    Ok(TrialOrder {
        variables: definition.variables.clone(),
        interpreter,
        policy: rooms.settings.policy.trial,
        known: known.map(|(manifest, stored)| (manifest, stored.found)).collect(),
    })
}

/// Writes down what trying the image of a build found.
pub async fn record(
    connection: &mut Connection,
    claimed: &Claimed,
    definition: &Definition,
    built: &Built,
    at: &str,
) -> Result<(), Error> {
    let Some(found) = built.trial.clone() else { return Ok(()) };
    let new = stored(found, at, definition)?;
    let known = trials::of(connection, &claimed.image).await?.into_iter();
    let mut known = known.filter(|(manifest, _)| *manifest == built.manifest).map(|(_, stored)| stored);
    // One that was not tried again keeps its time.
    let same = |known: &Stored| *known == Stored { tried_at: known.tried_at.clone(), ..new.clone() };
    let stored = known.find(same).unwrap_or_else(|| new.clone());
    trials::of_image(connection, &claimed.image, &built.manifest, &stored).await?;
    trials::of_build(connection, claimed.id, &wire::trial(stored)).await?;
    Ok(())
}

/// Writes down why a build failed whose image does not work.
pub async fn fail(connection: &mut Connection, claimed: &Claimed, failed: &FailedTrial, at: &str) -> Result<(), Error> {
    let definition = Checked::stored_definition(&store::from_json(&claimed.definition)?)?;
    trials::of_build(connection, claimed.id, &wire::trial(stored(failed.trial.clone(), at, &definition)?)).await?;
    let Some(found) = builder::recognise(&[], &failed.trial.cause()) else { return Ok(()) };
    let package = failed.trial.findings.first().and_then(|finding| finding.package.as_ref()).and_then(|package| {
        let source = if package.conda { PackageSource::Conda } else { PackageSource::Pip };
        let row = edit::row_of(&definition, source, &package.name)?;
        Some(ExplainedPackage { source, name: edit::split(&row.text).0.to_owned() })
    });
    let cause = queue::Cause { rule: found.rule.id, line: None, package: package.as_ref() };
    queue::explain(connection, claimed.id, &cause).await?;
    Ok(())
}

/// Removes an image that does not work from the registry, unless it is one that is recorded.
pub async fn discard(rooms: &Rooms, claimed: &Claimed, manifest: &str) -> Result<(), Error> {
    let recorded = past::get(&mut *rooms.store.read().await?, &claimed.image, manifest).await?;
    if recorded.is_none()
        && let Err(reason) = rooms.builder.remove_image(manifest).await
    {
        tracing::warn!(reason, manifest, "an image that does not work stays in the registry");
    }
    Ok(())
}

/// What trying the image of a version found: that of the interpreter that the version names.
pub async fn of_version(connection: &mut Connection, version: &Version) -> Result<Option<Trial>, Error> {
    let hash = version.digests.image.to_string();
    let image = past::chosen(connection, &hash, version.tied.as_deref()).await?;
    let Some(stored) = image.and_then(|image| image.trial) else { return Ok(None) };
    let interpreter =
        interpreter(&Checked::stored_definition(&version.definition)?).map(|interpreter| interpreter.path);
    Ok((stored.interpreter == interpreter).then(|| wire::trial(stored)))
}

/// The interpreter that the definition decides; none where that is the one of the environment that the builder makes.
fn interpreter(definition: &Definition) -> Option<Interpreter> {
    let path = definition.interpreter_path.as_deref().map(str::trim).filter(|path| !path.is_empty());
    if definition.user_managed {
        let path = path.unwrap_or(USUAL);
        return Some(Interpreter { path: path.to_owned(), is_named: path != USUAL });
    }
    let own = path.filter(|path| path.starts_with('/') && !path.starts_with(OWN_PROGRAMS));
    own.map(|path| Interpreter { path: path.to_owned(), is_named: true })
}

/// A trial as it is stored.
fn stored(found: builder::Trial, at: &str, definition: &Definition) -> Result<Stored, sqlx::Error> {
    let interpreter = interpreter(definition).map(|interpreter| interpreter.path);
    Ok(Stored { found, tried_at: at.to_owned(), interpreter, variables: digest(definition)? })
}

/// The digest of the variables.
fn digest(definition: &Definition) -> Result<Digest, sqlx::Error> {
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
            interpreter(&definition).map(|interpreter| (interpreter.path, interpreter.is_named))
        };
        assert_eq!(tried(true, None), Some(("python".into(), false)));
        assert_eq!(tried(true, Some("python")), Some(("python".into(), false)));
        assert_eq!(tried(true, Some("/nowhere/bin/python")), Some(("/nowhere/bin/python".into(), true)));
        assert_eq!(tried(false, Some("python")), None);
        assert_eq!(tried(false, Some("/opt/env/bin/python3")), None);
        assert_eq!(tried(false, Some("/usr/bin/python3")), Some(("/usr/bin/python3".into(), true)));
    }
}
