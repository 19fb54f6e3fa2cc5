//! Environments: listed, read, hidden and brought back.

use crate::{
    Error, Workspace, activity,
    clock::stamp,
    name::Name,
    store::{environments, search},
    terms,
};
use api::{
    Action, ActivityDetail, Environment, EnvironmentList, EnvironmentType, Subject, UpdateEnvironment, WorkspaceEvent,
    code,
};

/// A page of environments.
pub async fn list(workspace: &Workspace, search: search::Search, limit: i64) -> Result<EnvironmentList, Error> {
    let mut connection = workspace.store.read().await?;
    let (mut found, counts) = search::list(&mut connection, &search, limit + 1).await?;
    let total = counts.of(search.filter);
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|(last, key)| format!("{key},{}", last.name));
    let items = found.into_iter().map(|(environment, _)| environment).collect();
    Ok(EnvironmentList { items, next, total, counts })
}

/// One environment.
pub async fn get(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    let mut connection = workspace.store.read().await?;
    let found = search::get(&mut connection, name.as_str()).await?;
    found.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))
}

/// Hides an environment from lists. Its versions stay and are still found by name.
pub async fn archive(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    set_archived(workspace, name, true, Action::Archive).await
}

/// Brings an environment back into lists.
pub async fn restore(workspace: &Workspace, name: &Name) -> Result<Environment, Error> {
    set_archived(workspace, name, false, Action::Restore).await
}

/// Replaces the labels.
pub async fn update(workspace: &Workspace, name: &Name, change: UpdateEnvironment) -> Result<Environment, Error> {
    terms::check("labels", &change.labels)?;
    let mut write = workspace.store.write().await?;
    let found = search::get(&mut write, name.as_str()).await?;
    let current = found.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))?;
    if current.r#type == EnvironmentType::Curated {
        return Err(read_only(name));
    }
    if change.seen.is_some_and(|seen| seen != current.labels) {
        return Err(terms::changed_meanwhile("labels", name.as_str()));
    }
    if change.labels == current.labels {
        return Ok(current);
    }
    environments::set_labels(&mut write, name.as_str(), &change.labels).await?;
    let at = stamp(workspace.settings.clock.now());
    let detail = activity::kept(activity::map_changes("label", &current.labels, &change.labels));
    let subject = Subject::Environment(name.as_str().to_owned());
    activity::record(&mut write, workspace, &at, Action::Label, &subject, detail).await?;
    write.commit().await?;
    workspace.events.tell(WorkspaceEvent::Environment(name.as_str().to_owned()));
    Ok(Environment { labels: change.labels, ..current })
}

fn read_only(name: &Name) -> Error {
    Error::refuse(code::CONFLICT, format!("{} comes with the workspace and is read-only", name.as_str()))
}

async fn set_archived(
    workspace: &Workspace,
    name: &Name,
    archived: bool,
    action: Action,
) -> Result<Environment, Error> {
    let mut write = workspace.store.write().await?;
    let head = environments::head(&mut write, name.as_str()).await?;
    if head.is_some_and(|head| head.r#type == "curated") {
        return Err(read_only(name));
    }
    if environments::set_archived(&mut write, name.as_str(), archived).await? {
        let at = stamp(workspace.settings.clock.now());
        let subject = Subject::Environment(name.as_str().to_owned());
        activity::record(&mut write, workspace, &at, action, &subject, ActivityDetail::default()).await?;
        write.commit().await?;
        workspace.events.tell(WorkspaceEvent::Environment(name.as_str().to_owned()));
    } else {
        drop(write);
    }
    get(workspace, name).await
}
