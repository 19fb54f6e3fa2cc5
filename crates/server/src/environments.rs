//! Environments: listed, read, hidden and brought back.

use crate::{
    Error, Workspace,
    clock::stamp,
    name::Name,
    page,
    store::{activity, environments, search},
};
use api::{Environment, EnvironmentFilter, EnvironmentList, EnvironmentSort, WorkspaceEvent, code};

/// A page of environments.
pub async fn list(
    workspace: &Workspace,
    text: String,
    filter: EnvironmentFilter,
    sort: EnvironmentSort,
    cursor: Option<&str>,
    limit: i64,
) -> Result<EnvironmentList, Error> {
    let after = cursor.map(page::cursor).transpose()?;
    let search = search::Search { text, filter, sort, after };
    let mut connection = workspace.store.read().await?;
    let (mut found, total) = search::list(&mut connection, &search, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|(last, key)| format!("{key},{}", last.name));
    Ok(EnvironmentList { items: found.into_iter().map(|(environment, _)| environment).collect(), next, total })
}

/// One environment.
pub async fn get(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    let mut connection = workspace.store.read().await?;
    let found = search::get(&mut connection, name.as_str()).await?;
    found.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))
}

/// Hides an environment from lists. Its versions stay and are still found by name.
pub async fn archive(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    set_archived(workspace, name, true, activity::Action::Archive).await
}

/// Brings an environment back into lists.
pub async fn restore(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    set_archived(workspace, name, false, activity::Action::Restore).await
}

async fn set_archived(
    workspace: &Workspace,
    name: &Name,
    archived: bool,
    action: activity::Action,
) -> Result<Environment, Error> {
    let mut write = workspace.store.write().await?;
    let head = environments::head(&mut write, name.as_str()).await?;
    if head.is_some_and(|head| head.r#type == "curated") {
        return Err(Error::refuse(
            code::CONFLICT,
            format!("{} comes with the workspace and is read-only", name.as_str()),
        ));
    }
    if environments::set_archived(&mut write, name.as_str(), archived).await? {
        let at = stamp(workspace.settings.clock.now());
        activity::record(&mut write, &at, &workspace.settings.owner, action, name.as_str()).await?;
        write.commit().await?;
        workspace.events.tell(WorkspaceEvent::Environment(name.as_str().to_owned()));
    } else {
        drop(write);
    }
    get(workspace, name).await
}
