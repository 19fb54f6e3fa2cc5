//! Builds: started, joined, listed, stopped, tried again.

use crate::{
    Error, Workspace, activity,
    checked::Checked,
    clock::stamp,
    contexts, history, locked,
    name::Name,
    policy, reuse,
    store::{
        self, Connection,
        builds::{self, Way},
        queue,
    },
    versions, wire,
    workspace::Rooms,
};
use api::{
    Action, ActivityDetail, Build, BuildList, BuildState, BuildTarget, StartBuild, StepKind, Subject, VersionReference,
    WorkspaceEvent, code,
};
use definition::{Digest, HASH_VERSION};

/// A build, and whether this request started it.
pub struct Started {
    /// The build.
    pub build: Build,
    /// False when it was joined, or made the image that is there.
    pub new: bool,
}

/// Starts a build, joins the one on its way, or answers with the one that made the image that is there.
pub async fn start(workspace: &Workspace, request: StartBuild) -> Result<Started, Error> {
    let mut tied = None;
    let (checked, asker) = match request.target {
        BuildTarget::Definition(definition) => (Checked::read(&definition, &workspace.settings)?, None),
        BuildTarget::Image(hash) => (history::definition(workspace, hash).await?, None),
        BuildTarget::Version(reference) => {
            let version =
                versions::get(workspace, &Name::environment(&reference.environment)?, &reference.version).await?;
            let reference = VersionReference { environment: version.environment, version: version.version };
            tied = version.tied;
            (Checked::stored(&version.definition)?, Some(reference))
        }
    };
    possible(workspace, &checked)?;
    // A version that is tied to an image means that image: where it is gone, it is made again from its lock.
    let lock = request.lock.or(tied.filter(|_| !request.rebuild));
    let way = Way { rebuild: request.rebuild, lock };
    if let Some(manifest) = &way.lock {
        let mut connection = workspace.store.read().await?;
        locked::known(&mut connection, checked.strip.digests.image, manifest).await?;
    }
    if !way.rebuild
        && let Some(started) = reused(workspace, &checked, way.lock.as_deref()).await?
    {
        return Ok(started);
    }
    let mut write = workspace.store.write().await?;
    let (id, new) = enqueue(&mut write, workspace, &checked, asker.as_slice(), &way).await?;
    write.commit().await?;
    tell(workspace, id);
    Ok(Started { build: get(workspace, id).await?, new })
}

/// Answers a request with the build that made the image that is there, if there is one.
async fn reused(workspace: &Workspace, checked: &Checked, wanted: Option<&str>) -> Result<Option<Started>, Error> {
    let Some(reusable) = reuse::find(workspace, checked, wanted).await? else { return Ok(None) };
    let mut write = workspace.store.write().await?;
    reusable.record(&mut write, workspace).await?;
    write.commit().await?;
    reusable.tell(workspace);
    Ok(Some(Started { build: get(workspace, reusable.build()).await?, new: false }))
}

/// Refuses what cannot be built here, before anything is written.
pub fn possible(workspace: &Rooms, checked: &Checked) -> Result<(), Error> {
    policy::keep(&workspace.settings, checked)?;
    checked.buildable()?;
    match workspace.builder.engine() {
        Ok(_) => Ok(()),
        Err(reason) => Err(Error::refuse(code::UNAVAILABLE, format!("this machine cannot build: {reason}"))
            .help("Set up a build engine and start the server again; registering works without one")),
    }
}

/// Joins the build of this image that waits or runs, or puts one into the queue; its number, and whether it is new.
pub async fn enqueue(
    connection: &mut Connection,
    rooms: &Rooms,
    checked: &Checked,
    askers: &[VersionReference],
    way: &Way,
) -> Result<(i64, bool), Error> {
    let active = builds::active(connection, &checked.strip.digests.image.to_string()).await?;
    let at = stamp(rooms.settings.clock.now());
    let id = if let Some(id) = active {
        locked::joins(id, &builds::way(connection, id).await?, way)?;
        id
    } else {
        contexts::need(connection, checked).await?;
        let new = builds::New {
            strip: &checked.strip,
            definition: &checked.to_json().to_string(),
            way,
            queued_at: &at,
            steps: &steps(checked),
            packages: checked.python_packages(),
        };
        let id = builds::insert(connection, &new).await?;
        let stage = checked.strip.digests.stage.to_string();
        let built = queue::stage_was_built(connection, &stage).await?;
        queue::foretell(connection, id, built).await?;
        id
    };
    for asker in askers {
        builds::ask(connection, id, asker).await?;
    }
    let action = match (active, way.rebuild) {
        (Some(_), _) => Action::Join,
        (None, true) => Action::Rebuild,
        (None, false) => Action::Build,
    };
    let about = about_image(connection, checked.strip.digests.image).await?;
    let detail = ActivityDetail { reason: locked::reason(way), ..about };
    activity::record(connection, rooms, &at, action, &Subject::Build(id), detail).await?;
    Ok((id, active.is_none()))
}

/// What the audit trail says of an image: which, and how many versions use it.
pub async fn about_image(connection: &mut Connection, image: Digest) -> Result<ActivityDetail, Error> {
    let versions = store::versions::count_sharing(connection, &image.to_string()).await?;
    Ok(ActivityDetail { image: Some(image), versions: Some(versions), ..ActivityDetail::default() })
}

/// Tells that a build is in the queue; after the commit.
pub fn tell(rooms: &Rooms, id: i64) {
    rooms.events.tell(WorkspaceEvent::Build(id));
    rooms.queue.wake();
}

/// The steps that a build of this definition has.
pub fn steps(checked: &Checked) -> Vec<StepKind> {
    let plan = definition::plan(&checked.canonical);
    if plan.python.is_some() || plan.spark.is_some() {
        vec![StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial]
    } else {
        vec![StepKind::Stage, StepKind::Push, StepKind::Trial]
    }
}

/// One build.
pub async fn get(rooms: &Rooms, id: i64) -> Result<Build, Error> {
    read(rooms, &mut *rooms.store.read().await?, id).await
}

/// One build, as this connection sees it.
pub async fn read(rooms: &Rooms, connection: &mut Connection, id: i64) -> Result<Build, Error> {
    let stored = builds::get(connection, id).await?;
    stored.map(|stored| wire::build(rooms, stored)).ok_or_else(|| Error::not_found(format!("build {id}")))
}

/// A page of builds, newest first.
pub async fn list(
    workspace: &Workspace,
    state: Option<BuildState>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<BuildList, Error> {
    let before = match cursor {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| crate::page::bad_cursor(text))?,
    };
    let mut connection = workspace.store.read().await?;
    let mut found = builds::list(&mut connection, state, before, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|last| last.build.id.to_string());
    Ok(BuildList { items: found.into_iter().map(|stored| wire::build(workspace, stored)).collect(), next })
}

/// Stops a build. One that waits is stopped at once, one that runs soon; one that has ended stays as it is.
pub async fn cancel(workspace: &Workspace, id: i64) -> Result<Build, Error> {
    let mut write = workspace.store.write().await?;
    let stored = builds::get(&mut write, id).await?.ok_or_else(|| Error::not_found(format!("build {id}")))?;
    let at = stamp(workspace.settings.clock.now());
    match stored.build.state {
        BuildState::Queued => {
            let end = queue::End { state: BuildState::Cancelled, at: &at, duration: None, cause: None, manifest: None };
            queue::finish(&mut write, id, &end).await?;
        }
        BuildState::Running => queue::ask_to_stop(&mut write, id).await?,
        BuildState::Succeeded | BuildState::Failed | BuildState::Cancelled => {
            return Ok(wire::build(workspace, stored));
        }
    }
    let detail = about_image(&mut write, stored.build.digests.image).await?;
    activity::record(&mut write, workspace, &at, Action::Cancel, &Subject::Build(id), detail).await?;
    write.commit().await?;
    workspace.queue.cancel(id);
    workspace.runs.wake();
    workspace.events.tell(WorkspaceEvent::Build(id));
    get(workspace, id).await
}

/// Builds the same definition again, for the same versions, with the same lock if it had one. A build that made an image is a rebuild then.
pub async fn retry(workspace: &Workspace, id: i64) -> Result<Started, Error> {
    let before = get(workspace, id).await?;
    let mut connection = workspace.store.read().await?;
    let definition = builds::definition(&mut connection, id).await?;
    drop(connection);
    let checked = Checked::stored(&crate::store::from_json(&definition)?)?;
    possible(workspace, &checked)?;
    if before.hash_version != HASH_VERSION {
        return retry_former(workspace, &before, checked).await;
    }
    let way = Way { rebuild: before.rebuild || before.state == BuildState::Succeeded, lock: before.lock };
    let mut write = workspace.store.write().await?;
    let (id, new) = enqueue(&mut write, workspace, &checked, &before.asked_by, &way).await?;
    write.commit().await?;
    tell(workspace, id);
    Ok(Started { build: get(workspace, id).await?, new })
}

/// Builds the definition of a build of an older version of the hash under this version, unless there is an image, for
/// those of its versions that have this definition. A lock is that of an image that is not used any more.
async fn retry_former(workspace: &Workspace, before: &Build, checked: Checked) -> Result<Started, Error> {
    if before.lock.is_some() {
        let message = format!(
            "build {} installs the packages of an image that was built under hash version {}",
            before.id, before.hash_version
        );
        return Err(Error::refuse(code::CONFLICT, message)
            .field("lock")
            .help("Build one of its versions: that resolves the definition again"));
    }
    if let Some(started) = reused(workspace, &checked, None).await? {
        return Ok(started);
    }
    let mut write = workspace.store.write().await?;
    let mut askers = Vec::new();
    for asker in &before.asked_by {
        let version = store::versions::get(&mut write, &asker.environment, &asker.version).await?;
        if version.is_some_and(|version| version.strip.digests.image == checked.strip.digests.image) {
            askers.push(asker.clone());
        }
    }
    let (id, new) = enqueue(&mut write, workspace, &checked, &askers, &Way::default()).await?;
    write.commit().await?;
    tell(workspace, id);
    Ok(Started { build: get(workspace, id).await?, new })
}
