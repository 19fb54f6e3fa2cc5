//! Trials of images that builds made: what is known of earlier ones, and what came of one.

use crate::{
    Error,
    definitions::Checked,
    images::trials::{named_interpreter, report, row, variables_digest},
};
use builder::{Builder, Built, FailedTrial, TrialOrder};
use definition::{Definition, PackageSource, TrialPolicy, edit};
use store::{
    Connection, Store,
    builds::{
        ExplainedPackage,
        queue::{self, ClaimedBuild, Explanation},
    },
    images::history,
    trials::{self, TrialRow},
};

/// How the image of a definition is tried, and what is known of the images that its hash had.
pub async fn order(
    store: &Store,
    policy: TrialPolicy,
    hash: &str,
    definition: &Definition,
) -> Result<TrialOrder, Error> {
    let mut connection = store.read().await?;
    let interpreter = named_interpreter(definition);
    let path = interpreter.as_ref().map(|interpreter| interpreter.path.clone());
    let variables = variables_digest(definition)?;
    let known = trials::all(&mut connection, hash).await?.into_iter();
    let known = known.filter(|(_, stored)| stored.interpreter == path && stored.variables == variables);
    Ok(TrialOrder {
        variables: definition.variables.clone(),
        interpreter,
        policy,
        known: known.map(|(manifest, stored)| (manifest, report(stored.found))).collect(),
    })
}

/// Records what trying the image of a build found.
pub async fn record(
    connection: &mut Connection,
    claimed: &ClaimedBuild,
    definition: &Definition,
    built: &Built,
    at: &str,
) -> Result<(), Error> {
    let Some(found) = &built.trial else { return Ok(()) };
    let new = row(found, at, definition)?;
    let known = trials::all(connection, &claimed.image).await?.into_iter();
    let mut known = known.filter(|(manifest, _)| *manifest == built.manifest).map(|(_, stored)| stored);
    // One that was not tried again keeps its time.
    let same = |known: &TrialRow| *known == TrialRow { tried_at: known.tried_at.clone(), ..new.clone() };
    let stored = known.find(same).unwrap_or_else(|| new.clone());
    trials::set_for_image(connection, &claimed.image, &built.manifest, &stored).await?;
    trials::set_for_build(connection, claimed.id, &stored.into()).await?;
    Ok(())
}

/// Records why a build failed whose image does not work.
pub async fn fail(
    connection: &mut Connection,
    claimed: &ClaimedBuild,
    failed: &FailedTrial,
    at: &str,
) -> Result<(), Error> {
    let definition = Checked::stored_definition(&store::from_json(&claimed.definition)?)?;
    trials::set_for_build(connection, claimed.id, &row(&failed.trial, at, &definition)?.into()).await?;
    let Some(found) = builder::recognise(&[], &failed.trial.cause()) else { return Ok(()) };
    let package = failed.trial.findings.first().and_then(|finding| finding.package.as_ref()).and_then(|package| {
        let source = if package.conda { PackageSource::Conda } else { PackageSource::Pip };
        let row = edit::row_of(&definition, source, &package.name)?;
        Some(ExplainedPackage { source, name: edit::split(&row.text).0.to_owned() })
    });
    let cause = Explanation { rule: found.rule.id, line: None, package: package.as_ref() };
    queue::explain(connection, claimed.id, &cause).await?;
    Ok(())
}

/// Removes an image that does not work, or could not be recorded, from the registry, unless it is one that is recorded.
pub async fn discard(store: &Store, builder: &Builder, claimed: &ClaimedBuild, manifest: &str) -> Result<(), Error> {
    let recorded = history::get(&mut *store.read().await?, &claimed.image, manifest).await?;
    if recorded.is_none()
        && let Err(reason) = builder.remove_image(manifest).await
    {
        tracing::warn!(reason, manifest, "could not remove an image of a failed build from the registry");
    }
    Ok(())
}
