//! Registration: a definition becomes a version that never changes.

use crate::{
    Error, Workspace, activity, builds,
    checked::Checked,
    clock::stamp,
    contexts, difference,
    name::Name,
    policy, reuse,
    store::{self, Connection, builds::Way, environments, image_changes, versions},
    terms,
};
use api::{
    Action, ActivityDetail, EnvironmentType, Register, Registered, Subject, VersionReference, WorkspaceEvent, code,
};
use definition::HASH_VERSION;
use std::slice;

/// Registers a definition under this name. The same definition again is the version that is there; nothing is written.
pub async fn register(workspace: &Workspace, name: &Name, request: Register) -> Result<Registered, Error> {
    let wanted = request.version.as_deref().map(Name::version).transpose()?;
    let checked = Checked::read(&request.definition, &workspace.settings)?;
    checked.complete()?;
    policy::keep(&workspace.settings, &checked)?;
    terms::check("tags", &request.tags)?;
    terms::no_credential(&request.description, &request.tags)?;
    if request.digests.is_some_and(|digests| digests != checked.strip.digests) {
        return Err(Error::refuse(code::DIGEST_MISMATCH, "the digests are not those of this definition")
            .field("digests")
            .help("Reload the page: it may be older than the server, or the workspace's defaults changed"));
    }
    // The registry is asked before the write begins: it may take its time, and others want to write.
    let reusable = if request.build {
        builds::possible(workspace, &checked)?;
        reuse::find(workspace, &checked, None).await?
    } else {
        None
    };
    let build = request.build && reusable.is_none();
    let mut write = workspace.store.write().await?;
    let head = environments::head(&mut write, name.as_str()).await?;
    if head.as_ref().is_some_and(|head| head.r#type == "curated") {
        return Err(Error::refuse(
            code::CONFLICT,
            format!("{} comes with the workspace and is read-only", name.as_str()),
        )
        .field("name")
        .help("Register it under another name"));
    }
    let existing = existing(&mut write, name, wanted.as_ref(), &checked).await?;
    let created = existing.is_none();
    let reference = if let Some(stored) = existing {
        stored.reference
    } else {
        let version = match &wanted {
            Some(version) => version.as_str().to_owned(),
            None => versions::next_number(&mut write, name.as_str()).await?.to_string(),
        };
        contexts::need(&mut write, &checked).await?;
        let reference = VersionReference { environment: name.as_str().to_owned(), version };
        let at = stamp(workspace.settings.clock.now());
        let sequence = head.map_or(0, |head| head.versions) + 1;
        let entry = Entry { reference: &reference, sequence, at: &at, by: &workspace.settings.owner };
        insert(&mut write, &entry, &checked, &request, own_type(&checked)).await?;
        reference
    };
    let id = if build {
        Some(builds::enqueue(&mut write, workspace, &checked, slice::from_ref(&reference), &Way::default()).await?.0)
    } else {
        None
    };
    if let Some(reusable) = &reusable {
        reusable.record(&mut write, workspace).await?;
    }
    write.commit().await?;
    if let Some(reusable) = reusable {
        reusable.tell(workspace);
    }
    if created {
        workspace.events.tell(WorkspaceEvent::Environment(reference.environment.clone()));
    }
    if let Some(id) = id {
        builds::tell(workspace, id);
    }
    let version = crate::versions::get(workspace, name, &reference.version).await?;
    let build = match id {
        Some(id) => Some(builds::get(workspace, id).await?),
        None => None,
    };
    Ok(Registered { version, created, build })
}

/// The version that already is this definition; an error when the wanted version is another.
async fn existing(
    connection: &mut Connection,
    name: &Name,
    wanted: Option<&Name>,
    checked: &Checked,
) -> Result<Option<versions::Stored>, Error> {
    let stored = match wanted {
        Some(version) => versions::get(connection, name.as_str(), version.as_str()).await?,
        None => versions::newest(connection, name.as_str()).await?,
    };
    let Some(stored) = stored else { return Ok(None) };
    // One that has no hash any more is not the same as one that has.
    let before = Checked::stored(&stored.definition).ok();
    if before.as_ref().is_some_and(|before| before.is_same(checked)) {
        return Ok(Some(stored));
    }
    if wanted.is_none() {
        return Ok(None);
    }
    let differs = match before {
        Some(before) => difference::in_words(&before, checked),
        None => format!("its definition has no hash under version {HASH_VERSION}"),
    };
    let message =
        format!("{} was registered by {} with another definition: {differs}", stored.reference, stored.registered_by);
    Err(Error::refuse(code::CONFLICT, message)
        .field("version")
        .help("A version never changes: leave the version out to get the next number, or choose another"))
}

/// A version to write.
pub struct Entry<'a> {
    /// Its name.
    pub reference: &'a VersionReference,
    /// Its place in the order of registration.
    pub sequence: i64,
    /// When.
    pub at: &'a str,
    /// By whom.
    pub by: &'a str,
}

/// Writes a version, its environment and the audit trail.
pub async fn insert(
    connection: &mut Connection,
    entry: &Entry<'_>,
    checked: &Checked,
    request: &Register,
    r#type: EnvironmentType,
) -> Result<(), Error> {
    let Entry { reference, sequence, at, by } = *entry;
    let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let description = own(&request.description).or_else(|| checked.definition.description.clone()).unwrap_or_default();
    let tags = if request.tags.is_empty() { &checked.definition.tags } else { &request.tags };
    let newest = environments::Newest {
        name: &reference.environment,
        r#type,
        version: &reference.version,
        strip: &checked.strip,
        at,
        by,
        packages: &checked.packages(),
        anonymous: request.anonymous,
    };
    let detail = changes(connection, &reference.environment, checked).await?;
    environments::advance(connection, &newest).await?;
    let new = versions::New {
        reference,
        sequence,
        r#type,
        strip: &checked.strip,
        registered_at: at,
        registered_by: by,
        description: &description,
        tags,
        definition: &checked.to_json(),
    };
    versions::insert(connection, &new).await?;
    image_changes::record_name(connection, &checked.strip.digests.image.to_string()).await?;
    let subject = Subject::Version((*reference).clone());
    let entry = store::activity::Entry { at, who: by, action: Action::Register, subject: &subject, detail };
    store::activity::record(connection, &entry).await?;
    Ok(())
}

/// What is different since the version before.
async fn changes(connection: &mut Connection, environment: &str, checked: &Checked) -> Result<ActivityDetail, Error> {
    let before = versions::newest(connection, environment).await?;
    let detail = match before.and_then(|before| Checked::stored(&before.definition).ok()) {
        Some(before) => activity::definition_changes(&before, checked),
        None => ActivityDetail::default(),
    };
    Ok(ActivityDetail { image: Some(checked.strip.digests.image), ..detail })
}

fn own_type(checked: &Checked) -> EnvironmentType {
    if checked.definition.user_managed { EnvironmentType::User } else { EnvironmentType::System }
}
