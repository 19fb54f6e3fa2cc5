//! Runs: a command in an environment, on this machine. Submitting one registers its definition when it is new and has its
//! image built when there is none.
//!
//! The store is the queue here too. A run waits for its build, then for its turn, then runs once: what ran when the server
//! ended is marked, not repeated.

mod asked;
mod dispatch;
mod end;
mod environment;
mod hidden;
mod recovery;
mod secrets;
mod work;

pub use crate::store::runs::Wanted;
pub use dispatch::take_up;
pub use environment::AUTOSAVE;
pub use recovery::recover;

use crate::{
    Error, Workspace, activity, builds,
    clock::stamp,
    page,
    store::{
        self, Connection,
        contexts::need,
        runs::{self, End, New, Stored},
    },
    workspace::Rooms,
};
use api::{
    Action, ActivityDetail, BuildTarget, Run, RunList, RunState, StartBuild, StartRun, Subject, WorkspaceEvent, code,
};
use asked::Asked;

/// Starts a run: registers its definition when it is new, starts or joins the build of its image when there is none.
///
/// # Errors
/// When something about it cannot be, or this machine cannot build and run.
pub async fn start(workspace: &Workspace, request: StartRun) -> Result<Run, Error> {
    let asked = Asked::read(&request)?;
    free(&mut *workspace.store.read().await?, asked.name.as_deref()).await?;
    if let Some(code) = request.code {
        crate::contexts::get(workspace, code).await.map_err(|error| error.field("code"))?;
    }
    let version = environment::of(workspace, request.target).await?;
    let build = StartBuild { target: BuildTarget::Version(version.clone()), rebuild: false, lock: None };
    let build = builds::start(workspace, build).await?.build.id;
    let mut write = workspace.store.write().await?;
    free(&mut write, asked.name.as_deref()).await?;
    if let Some(code) = request.code
        && !need(&mut write, code).await?
    {
        return Err(Error::not_found(format!("upload {code}")).field("code").help("Upload the folder again"));
    }
    let made = store::builds::get(&mut write, build).await?;
    let at = stamp(workspace.settings.clock.now());
    let new = New {
        name: asked.name.as_deref(),
        display_name: &request.display_name,
        experiment: &request.experiment,
        tags: &request.tags,
        version: &version,
        command: &request.command,
        variables: &asked.variables,
        secrets: &asked.secrets.keys().collect::<Vec<_>>(),
        code: request.code,
        build,
        manifest: made.as_ref().and_then(|made| made.manifest.as_deref()),
        by: &workspace.settings.owner,
        at: &at,
    };
    let id = runs::insert(&mut write, &new).await?;
    let run = read(workspace, &mut write, id).await?;
    let detail = about(&run);
    activity::record(&mut write, workspace, &at, Action::Submit, &Subject::Run(id), detail).await?;
    // Before the commit: who hears of the run can rely on it.
    secrets::keep(workspace, id, &asked.secrets)?;
    write.commit().await?;
    workspace.events.tell(WorkspaceEvent::Run(id));
    workspace.runs.wake();
    get(workspace, id).await
}

/// Refuses a name that a run has.
async fn free(connection: &mut Connection, name: Option<&str>) -> Result<(), Error> {
    let Some(name) = name else { return Ok(()) };
    match runs::named(connection, name).await? {
        None => Ok(()),
        Some(id) => Err(Error::refuse(code::CONFLICT, format!("run {id} has the name {name} already"))
            .field("name")
            .help("Choose another name, or leave it out")),
    }
}

/// What the audit trail says of a run: in which image and version.
fn about(run: &Run) -> ActivityDetail {
    let reason = Some(format!("in {}", run.version));
    ActivityDetail { image: Some(run.digests.image), reason, ..ActivityDetail::default() }
}

/// One run.
///
/// # Errors
/// When there is none.
pub async fn get(rooms: &Rooms, id: i64) -> Result<Run, Error> {
    read(rooms, &mut *rooms.store.read().await?, id).await
}

/// One run, as this connection sees it.
pub async fn read(rooms: &Rooms, connection: &mut Connection, id: i64) -> Result<Run, Error> {
    let stored = runs::get(connection, id).await?;
    stored.map(|stored| wire(rooms, stored)).ok_or_else(|| Error::not_found(format!("run {id}")))
}

/// A run, with the reference of its image as this machine pulls it.
fn wire(rooms: &Rooms, stored: Stored) -> Run {
    let repository = rooms.builder.image_repository();
    let reference = stored.manifest.map(|manifest| rooms.reference(&repository, &manifest));
    Run { reference, ..stored.run }
}

/// A page of runs, newest first.
///
/// # Errors
/// When the cursor is none of this list.
pub async fn list(rooms: &Rooms, wanted: &Wanted, cursor: Option<&str>, limit: i64) -> Result<RunList, Error> {
    let before = match cursor {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| page::bad_cursor(text))?,
    };
    let mut connection = rooms.store.read().await?;
    let mut found = runs::list(&mut connection, wanted, before, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|last| last.run.id.to_string());
    Ok(RunList { items: found.into_iter().map(|stored| wire(rooms, stored)).collect(), next })
}

/// Stops a run. One that waits is stopped at once, one that runs soon; one that has ended stays as it is. A build that it
/// waited for goes on: whoever needs the image next has it.
///
/// # Errors
/// When there is none.
pub async fn cancel(workspace: &Workspace, id: i64) -> Result<Run, Error> {
    let mut write = workspace.store.write().await?;
    let stored = runs::get(&mut write, id).await?.ok_or_else(|| Error::not_found(format!("run {id}")))?;
    let at = stamp(workspace.settings.clock.now());
    match stored.run.state {
        RunState::Queued | RunState::Building => {
            runs::finish(&mut write, id, &at, &End::CANCELLED).await?;
        }
        RunState::Running => runs::ask_to_stop(&mut write, id).await?,
        RunState::Completed | RunState::Failed | RunState::Cancelled => return Ok(wire(workspace, stored)),
    }
    activity::record(&mut write, workspace, &at, Action::Cancel, &Subject::Run(id), about(&stored.run)).await?;
    write.commit().await?;
    if stored.run.state == RunState::Running {
        workspace.runs.cancel(id);
    } else {
        secrets::forget(workspace, id);
    }
    workspace.events.tell(WorkspaceEvent::Run(id));
    get(workspace, id).await
}
