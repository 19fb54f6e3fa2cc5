//! Builds: started, joined, listed, cancelled, retried.

mod dispatch;
mod enqueue;
mod execute;
mod explanation;
mod follow;
mod locks;
mod recovery;
mod reuse;
mod rows;
mod trials;
mod work;

pub use dispatch::Dispatcher;
pub use enqueue::BuildQueue;
pub use recovery::{finish_without_image, recover};
pub use reuse::{Reusable, Reuse};

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity::{self, about_image},
    clock::SharedClock,
    counterparts::{IntoApi as _, IntoStored as _},
    definitions::{Checked, DefinitionRules},
    environments::resolve_version,
    events::Events,
    images::{self, History},
    input::{Name, page},
    jobs::{JobPool, Log, LogRange, log_text},
};
use api::{
    Action, Build, BuildList, BuildTarget, Permission, StartBuild, Subject, VersionReference, WorkspaceEvent, code,
};
use builder::Builder;
use definition::HASH_VERSION;
use futures::Stream;
use std::sync::Arc;
use store::{
    BuildState, Connection, Store,
    builds::{
        self, BuildMode,
        queue::{self, BuildEnd},
    },
};

/// A build, and whether this request started it.
pub struct Started {
    /// The build.
    pub build: Build,
    /// False when it was joined, or made the image that is reused.
    pub is_new: bool,
}

/// The builds of the workspace.
#[derive(Clone)]
pub struct Builds {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    definitions: DefinitionRules,
    history: History,
    reuse: Reuse,
    queue: BuildQueue,
    pool: JobPool,
}

impl Builds {
    /// The builds in this store, which the pool executes.
    #[expect(clippy::too_many_arguments, reason = "a service names everything that it needs")]
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        definitions: DefinitionRules,
        history: History,
        reuse: Reuse,
        queue: BuildQueue,
        pool: JobPool,
    ) -> Self {
        Self { store, builder, events, clock, definitions, history, reuse, queue, pool }
    }

    /// Starts a build, joins the one in progress, or answers with the one that made the image that is reused.
    pub async fn start(&self, actor: &Actor, request: StartBuild) -> Result<Started, Error> {
        authorize(actor, Permission::Build, Resource::Workspace)?;
        let mut tied = None;
        let (checked, requester) = match request.target {
            BuildTarget::Definition(definition) => (self.definitions.read(&definition)?, None),
            BuildTarget::Image(hash) => (self.history.definition(actor, hash).await?, None),
            BuildTarget::Version(reference) => {
                let name = Name::environment(&reference.environment)?;
                let mut connection = self.store.read().await?;
                let (version, _) = resolve_version(&mut connection, &name, &reference.version).await?;
                tied = version.tied;
                (Checked::stored(&version.definition)?, Some(version.key.into_api()))
            }
        };
        self.queue.ensure_possible(&checked)?;
        // A version that is tied to an image means that image: where it is gone, it is made again from its lock.
        let lock = request.lock.or(tied.filter(|_| !request.rebuild));
        let mode = BuildMode { rebuild: request.rebuild, lock };
        if let Some(manifest) = &mode.lock {
            let mut connection = self.store.read().await?;
            locks::ensure_recorded(&mut connection, checked.strip.digests.image, manifest).await?;
        }
        if !mode.rebuild
            && let Some(started) = self.reuse(actor, &checked, mode.lock.as_deref()).await?
        {
            return Ok(started);
        }
        self.enqueue(actor, &checked, requester.as_slice(), &mode).await
    }

    /// Answers a request with the build that made the image that there is, if there is one.
    async fn reuse(&self, actor: &Actor, checked: &Checked, lock: Option<&str>) -> Result<Option<Started>, Error> {
        let Some(found) = self.reuse.find(checked, lock).await? else { return Ok(None) };
        let mut write = self.store.write().await?;
        let Some(reusable) = self.reuse.confirm(&mut write, Some(found)).await? else { return Ok(None) };
        self.reuse.record(&mut write, actor, &reusable).await?;
        write.commit().await?;
        self.reuse.publish(&reusable);
        Ok(Some(Started { build: self.load(reusable.build()).await?, is_new: false }))
    }

    async fn enqueue(
        &self,
        actor: &Actor,
        checked: &Checked,
        requesters: &[VersionReference],
        mode: &BuildMode,
    ) -> Result<Started, Error> {
        let mut write = self.store.write().await?;
        let (id, is_new) = self.queue.enqueue(&mut write, actor, checked, requesters, mode).await?;
        write.commit().await?;
        self.queue.publish(id);
        Ok(Started { build: self.load(id).await?, is_new })
    }

    /// One build.
    pub async fn get(&self, actor: &Actor, id: i64) -> Result<Build, Error> {
        authorize(actor, Permission::ViewBuilds, Resource::Build(id))?;
        self.load(id).await
    }

    async fn load(&self, id: i64) -> Result<Build, Error> {
        self.load_with(&mut *self.store.read().await?, id).await
    }

    async fn load_with(&self, connection: &mut Connection, id: i64) -> Result<Build, Error> {
        let stored = builds::get(connection, id).await?;
        stored.map(|stored| rows::to_api(&self.builder, stored)).ok_or_else(|| no_build(id))
    }

    /// A page of builds, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        state: Option<api::BuildState>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<BuildList, Error> {
        authorize(actor, Permission::ViewBuilds, Resource::Workspace)?;
        let before = page::number_cursor(cursor)?;
        let mut connection = self.store.read().await?;
        let state = state.map(api::BuildState::into_stored);
        let mut found = builds::list(&mut connection, state, before, limit + 1).await?;
        let next = page::cut(&mut found, limit, |last| last.id.to_string());
        Ok(BuildList { items: found.into_iter().map(|stored| rows::to_api(&self.builder, stored)).collect(), next })
    }

    /// Lines of the log of a build.
    pub async fn log(
        &self,
        actor: &Actor,
        id: i64,
        range: LogRange,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        self.get(actor, id).await?;
        Ok(log_text(self.store.clone(), Log::Build(id), range))
    }

    /// Whether an image would be reused if this definition were built now.
    pub async fn has_image(&self, actor: &Actor, checked: &Checked) -> Result<bool, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        Ok(self.reuse.find(checked, None).await?.is_some())
    }

    /// The reference of the image of a definition, or of the one with this manifest digest, when the registry has it.
    pub async fn image_reference(
        &self,
        actor: &Actor,
        checked: &Checked,
        manifest: Option<&str>,
    ) -> Result<Option<String>, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        let reusable = self.reuse.find(checked, manifest).await?.filter(Reusable::is_certain);
        Ok(reusable.map(|reusable| {
            let image = reusable.image();
            images::reference(&self.builder, &image.repository, &image.manifest)
        }))
    }

    /// Cancels a build. One that waits is cancelled at once, a running one soon; one that has ended stays as it is.
    pub async fn cancel(&self, actor: &Actor, id: i64) -> Result<Build, Error> {
        authorize(actor, Permission::CancelBuild, Resource::Build(id))?;
        let mut write = self.store.write().await?;
        let stored = builds::get(&mut write, id).await?.ok_or_else(|| no_build(id))?;
        let at = self.clock.timestamp();
        match stored.state {
            BuildState::Queued => {
                let end =
                    BuildEnd { state: BuildState::Cancelled, at: &at, duration: None, cause: None, manifest: None };
                queue::finish(&mut write, id, &end).await?;
            }
            BuildState::Running => queue::request_cancel(&mut write, id).await?,
            BuildState::Succeeded | BuildState::Failed | BuildState::Cancelled => {
                return Ok(rows::to_api(&self.builder, stored));
            }
        }
        let detail = about_image(&mut write, stored.strip.digests.image).await?;
        activity::record(&mut write, actor, &at, Action::Cancel, &Subject::Build(id), detail).await?;
        write.commit().await?;
        self.pool.cancel(id);
        self.events.publish(WorkspaceEvent::Build(id));
        self.load(id).await
    }

    /// Builds the same definition again, for the same versions, with the same lock if it had one. A build that made an
    /// image is a rebuild then.
    pub async fn retry(&self, actor: &Actor, id: i64) -> Result<Started, Error> {
        authorize(actor, Permission::Build, Resource::Build(id))?;
        let before = self.load(id).await?;
        let mut connection = self.store.read().await?;
        let definition = builds::definition(&mut connection, id).await?;
        drop(connection);
        let checked = Checked::stored(&store::from_json(&definition)?)?;
        self.queue.ensure_possible(&checked)?;
        if before.hash_version != HASH_VERSION {
            return self.retry_former(actor, &before, checked).await;
        }
        let mode =
            BuildMode { rebuild: before.rebuild || before.state == api::BuildState::Succeeded, lock: before.lock };
        self.enqueue(actor, &checked, &before.asked_by, &mode).await
    }

    /// Builds the definition of a build of an older version of the hash under this version, unless there is an image, for
    /// those of its versions that have this definition. A lock is that of an image that is not used any more.
    async fn retry_former(&self, actor: &Actor, before: &Build, checked: Checked) -> Result<Started, Error> {
        if before.lock.is_some() {
            let message = format!(
                "build {} installs the packages of an image that was built under hash version {}",
                before.id, before.hash_version
            );
            return Err(Error::refuse(code::CONFLICT, message)
                .field("lock")
                .help("Build one of its versions: that resolves the definition again"));
        }
        if let Some(started) = self.reuse(actor, &checked, None).await? {
            return Ok(started);
        }
        let mut requesters = Vec::new();
        let mut connection = self.store.read().await?;
        for requester in &before.asked_by {
            let version = store::versions::get(&mut connection, &requester.environment, &requester.version).await?;
            if version.is_some_and(|version| version.strip.digests.image == checked.strip.digests.image) {
                requesters.push(requester.clone());
            }
        }
        drop(connection);
        self.enqueue(actor, &checked, &requesters, &BuildMode::default()).await
    }
}

fn no_build(id: i64) -> Error {
    Error::not_found(format!("build {id}"))
}
