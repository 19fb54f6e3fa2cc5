//! Labels that name a version of an environment, as Azure's clients give and ask for them.

use crate::{
    Error, Workspace, activity,
    clock::stamp,
    name::{LATEST, Name},
    store::{version_labels, versions},
    terms,
};
use api::{Action, Subject, VersionReference, WorkspaceEvent, code};

/// Gives a version these labels; other versions lose them.
pub async fn set(workspace: &Workspace, name: &Name, version: &str, labels: &[String]) -> Result<(), Error> {
    let terms = labels.iter().map(|label| (label.clone(), String::new())).collect();
    terms::check("labels", &terms)?;
    if labels.iter().any(|label| label == LATEST) {
        return Err(Error::refuse(code::INVALID_PARAMETER, "\u{201c}latest\u{201d} is always the newest version")
            .field("labels")
            .help("Choose another label"));
    }
    let mut write = workspace.store.write().await?;
    let stored = versions::get(&mut write, name.as_str(), version).await?;
    let reference = stored
        .map(|stored| stored.reference)
        .ok_or_else(|| Error::not_found(format!("version {version} of {}", name.as_str())))?;
    let mut changes = Vec::new();
    for label in labels {
        let before = version_labels::set(&mut write, &reference, label).await?;
        if before.as_ref() != Some(&reference.version) {
            changes.push(activity::field(format!("label {label}"), before, Some(reference.version.clone())));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let at = stamp(workspace.settings.clock.now());
    let subject = Subject::Version(reference.clone());
    activity::record(&mut write, workspace, &at, Action::Label, &subject, activity::kept(changes)).await?;
    write.commit().await?;
    workspace.events.tell(WorkspaceEvent::Environment(reference.environment));
    Ok(())
}

/// The version that has a label; `latest` is the newest one.
pub async fn find(workspace: &Workspace, name: &Name, label: &str) -> Result<VersionReference, Error> {
    let mut connection = workspace.store.read().await?;
    let environment = name.as_str().to_owned();
    let version = if label == LATEST {
        versions::newest(&mut connection, name.as_str()).await?.map(|stored| stored.reference.version)
    } else {
        version_labels::get(&mut connection, name.as_str(), label).await?
    };
    match version {
        Some(version) => Ok(VersionReference { environment, version }),
        None => Err(Error::not_found(format!("version of {environment} with the label \u{201c}{label}\u{201d}"))),
    }
}
