//! Ties: a version's image is one digest, whatever is built or restored.

use crate::{Error, Workspace, activity, clock::stamp, history, name::Name, store::ties, versions};
use api::{Action, ChooseImage, Subject, Version, VersionReference, WorkspaceEvent};

/// Ties a version to an image of its hash that the registry has.
pub async fn tie(workspace: &Workspace, name: &Name, version: &str, chosen: &ChooseImage) -> Result<Version, Error> {
    let current = versions::get(workspace, name, version).await?;
    if current.tied.as_ref() == Some(&chosen.manifest) {
        return Ok(current);
    }
    let hash = current.digests.image;
    history::present(workspace, hash, &chosen.manifest).await?;
    let reference = VersionReference { environment: current.environment, version: current.version };
    let at = stamp(workspace.settings.clock.now());
    let owner = &workspace.settings.owner;
    let mut write = workspace.store.write().await?;
    let text = hash.to_string();
    let new = ties::New { reference: &reference, hash: &text, manifest: &chosen.manifest, at: &at, by: owner };
    ties::tie(&mut write, &new).await?;
    let detail = activity::image(&mut write, hash, current.tied.as_deref(), Some(&chosen.manifest)).await?;
    activity::record(&mut write, workspace, &at, Action::Tie, &Subject::Version(reference.clone()), detail).await?;
    write.commit().await?;
    tell(workspace, &reference, text);
    versions::get(workspace, name, &reference.version).await
}

/// Lets a version follow its hash again; one that is not tied stays as it is.
pub async fn untie(workspace: &Workspace, name: &Name, version: &str) -> Result<Version, Error> {
    let current = versions::get(workspace, name, version).await?;
    let reference = VersionReference { environment: current.environment, version: current.version };
    let mut write = workspace.store.write().await?;
    if ties::untie(&mut write, &reference).await? {
        let at = stamp(workspace.settings.clock.now());
        let detail = activity::image(&mut write, current.digests.image, current.tied.as_deref(), None).await?;
        activity::record(&mut write, workspace, &at, Action::Untie, &Subject::Version(reference.clone()), detail)
            .await?;
        write.commit().await?;
        tell(workspace, &reference, current.digests.image.to_string());
    } else {
        drop(write);
    }
    versions::get(workspace, name, &reference.version).await
}

fn tell(workspace: &Workspace, reference: &VersionReference, hash: String) {
    workspace.events.tell(WorkspaceEvent::Environment(reference.environment.clone()));
    workspace.events.tell(WorkspaceEvent::Image(hash));
}
