//! Registration: a definition becomes a version that never changes.

use super::{Versions, notes::describe};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    builds::{BuildQueue, Builds, Reuse},
    clock::SharedClock,
    contexts,
    counterparts::IntoApi as _,
    definitions::{Checked, DefinitionRules, describe_difference},
    environments::read_only,
    events::Events,
    input::{Name, tags},
};
use api::{
    Action, ActivityDetail, Notes, Permission, Register, Registered, Subject, VersionReference, WorkspaceEvent, code,
};
use definition::HASH_VERSION;
use std::slice;
use store::{
    Connection, EnvironmentType, Store,
    builds::BuildMode,
    environments::{self, NewestVersion},
    images::changes,
    versions::{self, NewVersion, VersionRow},
};

/// Registers versions.
#[derive(Clone)]
pub struct Registration {
    store: Store,
    events: Events,
    clock: SharedClock,
    definitions: DefinitionRules,
    versions: Versions,
    builds: Builds,
    queue: BuildQueue,
    reuse: Reuse,
}

impl Registration {
    /// Registers versions in this store, and has their images built.
    #[expect(clippy::too_many_arguments, reason = "a service names everything that it needs")]
    pub fn new(
        store: Store,
        events: Events,
        clock: SharedClock,
        definitions: DefinitionRules,
        versions: Versions,
        builds: Builds,
        queue: BuildQueue,
        reuse: Reuse,
    ) -> Self {
        Self { store, events, clock, definitions, versions, builds, queue, reuse }
    }

    /// Registers a definition under this name. The same definition again is the version that there is, with the description
    /// and the tags that came along, and back in lists if it was archived.
    pub async fn register(&self, actor: &Actor, name: &Name, request: Register) -> Result<Registered, Error> {
        authorize(actor, Permission::Register, Resource::Environment(name.as_str()))?;
        if request.build {
            authorize(actor, Permission::Build, Resource::Environment(name.as_str()))?;
        }
        let chosen = request.version.as_deref().map(Name::version).transpose()?;
        let checked = self.definitions.read(&request.definition)?;
        checked.complete()?;
        self.definitions.enforce_policy(&checked)?;
        tags::check("tags", &request.tags)?;
        tags::refuse_credentials(&request.description, &request.tags)?;
        if request.digests.is_some_and(|digests| digests != checked.strip.digests) {
            return Err(Error::refuse(code::DIGEST_MISMATCH, "the digests are not those of this definition")
                .field("digests")
                .help("Reload the page: it may be older than the server, or the workspace's defaults changed"));
        }
        // The registry is asked before the write begins: it may take its time, and others want to write.
        let reusable = if request.build {
            self.queue.ensure_possible(&checked)?;
            self.reuse.find(&checked, None).await?
        } else {
            None
        };
        let mut write = self.store.write().await?;
        let reusable = self.reuse.confirm(&mut write, reusable).await?;
        let (reference, outcome) = self.insert(&mut write, actor, name, chosen.as_ref(), &checked, &request).await?;
        let build = match (&reusable, request.build) {
            (None, true) => {
                let (requesters, mode) = (slice::from_ref(&reference), BuildMode::default());
                Some(self.queue.enqueue(&mut write, actor, &checked, requesters, &mode).await?.0)
            }
            _ => None,
        };
        if let Some(reusable) = &reusable {
            self.reuse.record(&mut write, actor, reusable).await?;
        }
        write.commit().await?;
        if let Some(reusable) = reusable {
            self.reuse.publish(&reusable);
        }
        if outcome != Outcome::Unchanged {
            self.events.publish(WorkspaceEvent::Environment(reference.environment.clone()));
        }
        if let Some(id) = build {
            self.queue.publish(id);
        }
        let version = self.versions.load(name, &reference.version).await?;
        let build = match build {
            Some(id) => Some(self.builds.get(actor, id).await?),
            None => None,
        };
        Ok(Registered { version, created: outcome == Outcome::Created, updated: outcome == Outcome::Updated, build })
    }

    /// Inserts a version, unless it is there already; then updates what may change about it.
    async fn insert(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        name: &Name,
        chosen: Option<&Name>,
        checked: &Checked,
        request: &Register,
    ) -> Result<(VersionReference, Outcome), Error> {
        let head = environments::head(connection, name.as_str()).await?;
        if head.as_ref().is_some_and(|head| head.r#type == "curated") {
            return Err(read_only(name).field("name").help("Register it under another name"));
        }
        if let Some(stored) = existing(connection, name, chosen, checked).await? {
            let is_archived = head.is_some_and(|head| head.archived);
            let is_updated = self.update(connection, actor, &stored, is_archived, checked, request).await?;
            return Ok((stored.key.into_api(), if is_updated { Outcome::Updated } else { Outcome::Unchanged }));
        }
        let version = match chosen {
            Some(version) => version.as_str().to_owned(),
            None => versions::next_number(connection, name.as_str()).await?.to_string(),
        };
        contexts::require(connection, checked).await?;
        let reference = VersionReference { environment: name.as_str().to_owned(), version };
        let at = self.clock.timestamp();
        let sequence = head.map_or(0, |head| head.versions) + 1;
        let user_managed = checked.definition.user_managed;
        let r#type = if user_managed { EnvironmentType::User } else { EnvironmentType::System };
        insert(
            connection,
            actor,
            &NewRegistration { reference: &reference, sequence, at: &at, r#type },
            checked,
            request,
        )
        .await?;
        Ok((reference, Outcome::Created))
    }

    /// Gives a version that is registered once more the description and the tags that came along, if some did, and brings it
    /// and its environment back into lists; whether that changed anything.
    async fn update(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        stored: &VersionRow,
        is_environment_archived: bool,
        checked: &Checked,
        request: &Register,
    ) -> Result<bool, Error> {
        let reference = &stored.key.clone().into_api();
        let resource = Resource::Environment(&reference.environment);
        let at = self.clock.timestamp();
        let before = Notes { description: stored.description.clone(), tags: stored.tags.clone() };
        let sent = notes(checked, request);
        let after = Notes {
            description: if sent.description.is_empty() { before.description.clone() } else { sent.description },
            tags: if sent.tags.is_empty() { before.tags.clone() } else { sent.tags },
        };
        let is_described = before != after;
        if is_described {
            authorize(actor, Permission::Describe, resource)?;
            describe(connection, actor, &at, reference, &before, &after).await?;
        }
        let mut restored = Vec::new();
        if stored.archived
            && versions::set_archived(connection, &reference.environment, &reference.version, false).await?
        {
            restored.push(Subject::Version(reference.clone()));
        }
        if is_environment_archived && environments::set_archived(connection, &reference.environment, false).await? {
            restored.push(Subject::Environment(reference.environment.clone()));
        }
        for subject in &restored {
            activity::record(connection, actor, &at, Action::Restore, subject, ActivityDetail::default()).await?;
        }
        Ok(is_described || !restored.is_empty())
    }
}

/// What a registration did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It made a version.
    Created,
    /// The version was there, and something that may change about it changed.
    Updated,
    /// The version was there as it is.
    Unchanged,
}

/// Description and tags of a registration: those beside the definition, else those in it.
fn notes(checked: &Checked, request: &Register) -> Notes {
    let definition = &checked.definition;
    let description = match &*request.description {
        "" => definition.description.clone().unwrap_or_default(),
        description => description.to_owned(),
    };
    let tags = if request.tags.is_empty() { &definition.tags } else { &request.tags };
    Notes { description, tags: tags.clone() }
}

/// The version that already is this definition; an error when the chosen version is another.
async fn existing(
    connection: &mut Connection,
    name: &Name,
    chosen: Option<&Name>,
    checked: &Checked,
) -> Result<Option<VersionRow>, Error> {
    let stored = match chosen {
        Some(version) => versions::get(connection, name.as_str(), version.as_str()).await?,
        None => versions::newest(connection, name.as_str()).await?,
    };
    let Some(stored) = stored else { return Ok(None) };
    // One that has no hash any more is not the same as one that has.
    let before = Checked::stored(&stored.definition).ok();
    if before.as_ref().is_some_and(|before| before.is_same(checked)) {
        return Ok(Some(stored));
    }
    if chosen.is_none() {
        return Ok(None);
    }
    let differs = match before {
        Some(before) => describe_difference(&before, checked),
        None => format!("its definition has no hash under version {HASH_VERSION}"),
    };
    let (version, registered_by) = (stored.key.into_api(), stored.registered_by);
    let message = format!("{version} was registered by {registered_by} with another definition: {differs}");
    Err(Error::refuse(code::CONFLICT, message)
        .field("version")
        .help("A version never changes: leave the version out to get the next number, or choose another"))
}

/// A version to insert.
pub struct NewRegistration<'a> {
    /// Its name.
    pub reference: &'a VersionReference,
    /// Its place in the order of registration.
    pub sequence: i64,
    /// When.
    pub at: &'a str,
    /// Who manages its packages, or that it is curated.
    pub r#type: EnvironmentType,
}

/// Inserts a version with its environment and its entry in the audit trail.
pub async fn insert(
    connection: &mut Connection,
    actor: &Actor,
    new: &NewRegistration<'_>,
    checked: &Checked,
    request: &Register,
) -> Result<(), Error> {
    let NewRegistration { reference, sequence, at, r#type } = *new;
    let Notes { description, tags } = notes(checked, request);
    let newest = NewestVersion {
        name: &reference.environment,
        r#type,
        version: &reference.version,
        strip: &checked.strip,
        at,
        by: actor.name(),
        packages: &checked.packages(),
        anonymous: request.anonymous,
    };
    let detail = changes_since_newest(connection, &reference.environment, checked).await?;
    environments::advance(connection, &newest).await?;
    let new = NewVersion {
        environment: &reference.environment,
        version: &reference.version,
        sequence,
        r#type,
        strip: &checked.strip,
        registered_at: at,
        registered_by: actor.name(),
        description: &description,
        tags: &tags,
        definition: &checked.to_json(),
    };
    versions::insert(connection, &new).await?;
    changes::record_name(connection, &checked.strip.digests.image.to_string()).await?;
    let subject = Subject::Version((*reference).clone());
    activity::record(connection, actor, at, Action::Register, &subject, detail).await
}

/// What is different from the newest version.
async fn changes_since_newest(
    connection: &mut Connection,
    environment: &str,
    checked: &Checked,
) -> Result<ActivityDetail, Error> {
    let before = versions::newest(connection, environment).await?;
    let detail = match before.and_then(|before| Checked::stored(&before.definition).ok()) {
        Some(before) => activity::definition_changes(&before, checked),
        None => ActivityDetail::default(),
    };
    Ok(ActivityDetail { image: Some(checked.strip.digests.image), ..detail })
}
