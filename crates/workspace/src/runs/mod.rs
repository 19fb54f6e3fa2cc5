//! Runs: a command in an environment, on this machine. Submitting one registers its definition when it is new and has its
//! image built when there is none.
//!
//! The store is the queue here too. A run waits for its build, then for its turn, then runs once: what ran when the server
//! stopped is marked, not repeated.

mod dispatch;
mod finish;
mod follow;
mod recovery;
mod redaction;
mod rows;
mod secrets;
mod submission;
mod target;
mod work;

pub use dispatch::RunDispatcher;
pub use recovery::recover;
pub use rows::RunFilter;
pub use secrets::SecretFiles;
pub use target::{ANONYMOUS_PREFIX, RunTargets};

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    builds::{BuildQueue, Builds},
    clock::SharedClock,
    contexts::Contexts,
    counterparts::IntoApi as _,
    definitions::DefinitionRules,
    events::Events,
    input::page,
    jobs::{JobPool, Log, LogRange, log_text},
    versions::{Registration, Versions},
};
use api::{
    Action, ActivityDetail, BuildTarget, Permission, Run, RunList, StartBuild, StartRun, Subject, WorkspaceEvent, code,
};
use builder::Builder;
use futures::Stream;
use std::sync::Arc;
use store::{
    Connection, RunState, Store,
    contexts::mark_needed,
    runs::{self, NewRun, RunEnd, RunRow},
};
use submission::Submission;

/// The runs of the workspace.
#[derive(Clone)]
pub struct Runs {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    contexts: Contexts,
    builds: Builds,
    targets: RunTargets,
    secrets: SecretFiles,
    pool: JobPool,
}

/// What the runs need of other services.
pub struct RunServices {
    /// Build contexts, which hold the files of runs.
    pub contexts: Contexts,
    /// Builds of the images of runs.
    pub builds: Builds,
    /// The queue of these builds.
    pub queue: BuildQueue,
    /// Versions that runs run in.
    pub versions: Versions,
    /// Registers definitions that runs bring along.
    pub registration: Registration,
    /// Reads these definitions.
    pub definitions: DefinitionRules,
}

impl Runs {
    /// The runs in this store, which the pool executes.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        services: RunServices,
        secrets: SecretFiles,
        pool: JobPool,
    ) -> Self {
        let RunServices { contexts, builds, queue, versions, registration, definitions } = services;
        let targets = RunTargets { definitions, versions, registration, queue };
        Self { store, builder, events, clock, contexts, builds, targets, secrets, pool }
    }

    /// Starts a run: registers its definition when it is new, starts or joins the build of its image when there is none.
    ///
    /// # Errors
    /// When the request is invalid, or this machine cannot build and run.
    pub async fn start(&self, actor: &Actor, request: StartRun) -> Result<Run, Error> {
        authorize(actor, Permission::Run, Resource::Workspace)?;
        let submission = Submission::read(&request)?;
        ensure_name_is_free(&mut *self.store.read().await?, submission.name.as_deref()).await?;
        if let Some(code) = request.code {
            self.contexts.get(actor, code).await.map_err(|error| error.field("code"))?;
        }
        let version = self.targets.resolve(actor, request.target).await?;
        let build = StartBuild { target: BuildTarget::Version(version.clone()), rebuild: false, lock: None };
        let build = self.builds.start(actor, build).await?.build.id;
        let mut write = self.store.write().await?;
        ensure_name_is_free(&mut write, submission.name.as_deref()).await?;
        if let Some(code) = request.code
            && !mark_needed(&mut write, code).await?
        {
            return Err(Error::not_found(format!("upload {code}")).field("code").help("Upload the folder again"));
        }
        let made = store::builds::get(&mut write, build).await?;
        let at = self.clock.timestamp();
        let new = NewRun {
            name: submission.name.as_deref(),
            display_name: &request.display_name,
            experiment: &request.experiment,
            tags: &request.tags,
            environment: &version.environment,
            version: &version.version,
            command: &rows::stored_command(request.command),
            variables: &submission.variables,
            secrets: &submission.secrets.keys().collect::<Vec<_>>(),
            code: request.code,
            build,
            manifest: made.as_ref().and_then(|made| made.manifest.as_deref()),
            by: actor.name(),
            at: &at,
        };
        let id = runs::insert(&mut write, &new).await?;
        let stored = runs::get(&mut write, id).await?.ok_or_else(|| no_run(id))?;
        let detail = audit_detail(stored);
        activity::record(&mut write, actor, &at, Action::Submit, &Subject::Run(id), detail).await?;
        // Before the commit: whoever sees the run can rely on it.
        self.secrets.store(id, &submission.secrets)?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Run(id));
        self.pool.wake();
        self.load(id).await
    }

    /// One run.
    pub async fn get(&self, actor: &Actor, id: i64) -> Result<Run, Error> {
        authorize(actor, Permission::ViewRuns, Resource::Run(id))?;
        self.load(id).await
    }

    /// The run with this name, if there is one.
    pub async fn find(&self, actor: &Actor, name: &str) -> Result<Option<Run>, Error> {
        authorize(actor, Permission::ViewRuns, Resource::Workspace)?;
        let mut connection = self.store.read().await?;
        match runs::find_by_name(&mut connection, name).await? {
            Some(id) => self.load_with(&mut connection, id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn load(&self, id: i64) -> Result<Run, Error> {
        self.load_with(&mut *self.store.read().await?, id).await
    }

    async fn load_with(&self, connection: &mut Connection, id: i64) -> Result<Run, Error> {
        let stored = runs::get(connection, id).await?;
        stored.map(|stored| rows::to_api(&self.builder, stored)).ok_or_else(|| no_run(id))
    }

    /// A page of runs, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &RunFilter,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<RunList, Error> {
        authorize(actor, Permission::ViewRuns, Resource::Workspace)?;
        let before = page::number_cursor(cursor)?;
        let mut connection = self.store.read().await?;
        let filter = rows::stored_filter(filter.clone());
        let mut found = runs::list(&mut connection, &filter, before, limit + 1).await?;
        let next = page::cut(&mut found, limit, |last| last.id.to_string());
        Ok(RunList { items: found.into_iter().map(|stored| rows::to_api(&self.builder, stored)).collect(), next })
    }

    /// Lines of the log of a run.
    pub async fn log(
        &self,
        actor: &Actor,
        id: i64,
        range: LogRange,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        self.get(actor, id).await?;
        Ok(log_text(self.store.clone(), Log::Run(id), range))
    }

    /// Cancels a run. One that waits is cancelled at once, a running one soon; one that has ended stays as it is. A build
    /// that it waited for goes on: whoever needs the image next has it.
    pub async fn cancel(&self, actor: &Actor, id: i64) -> Result<Run, Error> {
        authorize(actor, Permission::CancelRun, Resource::Run(id))?;
        let mut write = self.store.write().await?;
        let stored = runs::get(&mut write, id).await?.ok_or_else(|| no_run(id))?;
        let at = self.clock.timestamp();
        match stored.state {
            RunState::Queued | RunState::Building => {
                runs::finish(&mut write, id, &at, &RunEnd::CANCELLED).await?;
            }
            RunState::Running => runs::request_cancel(&mut write, id).await?,
            RunState::Completed | RunState::Failed | RunState::Cancelled => {
                return Ok(rows::to_api(&self.builder, stored));
            }
        }
        let was_running = stored.state == RunState::Running;
        let detail = audit_detail(stored);
        activity::record(&mut write, actor, &at, Action::Cancel, &Subject::Run(id), detail).await?;
        write.commit().await?;
        if was_running {
            self.pool.cancel(id);
        } else {
            self.secrets.remove(id);
        }
        self.events.publish(WorkspaceEvent::Run(id));
        self.load(id).await
    }
}

fn no_run(id: i64) -> Error {
    Error::not_found(format!("run {id}"))
}

/// Refuses a name that another run has.
async fn ensure_name_is_free(connection: &mut Connection, name: Option<&str>) -> Result<(), Error> {
    let Some(name) = name else { return Ok(()) };
    match runs::find_by_name(connection, name).await? {
        None => Ok(()),
        Some(id) => Err(Error::refuse(code::CONFLICT, format!("run {id} has the name {name} already"))
            .field("name")
            .help("Choose another name, or leave it out")),
    }
}

/// What the audit trail says of a run: in which image and version.
fn audit_detail(run: RunRow) -> ActivityDetail {
    let reason = Some(format!("in {}", run.version.into_api()));
    ActivityDetail { image: Some(run.strip.digests.image), reason, ..ActivityDetail::default() }
}
