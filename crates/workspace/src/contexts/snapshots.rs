//! Folders that clients gave an id: the digest of their files, by that id.

use super::missing;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
};
use api::{Action, ActivityDetail, Permission, Subject, code};
use definition::Digest;
use store::{Store, contexts, snapshots};

/// The snapshots of the workspace.
#[derive(Clone)]
pub struct Snapshots {
    store: Store,
    clock: SharedClock,
}

impl Snapshots {
    /// The snapshots in this store.
    pub fn new(store: Store, clock: SharedClock) -> Self {
        Self { store, clock }
    }

    /// Gives the files of a context an id. The context is kept from now on. An id never gets other files than it has.
    pub async fn insert(&self, actor: &Actor, id: &str, context: Digest) -> Result<(), Error> {
        authorize(actor, Permission::Upload, Resource::Context(context))?;
        let mut write = self.store.write().await?;
        if !contexts::mark_needed(&mut write, context).await? {
            return Err(missing(context));
        }
        if let Some(before) = snapshots::get(&mut write, id).await? {
            if before == context {
                return Ok(());
            }
            return Err(Error::refuse(code::CONFLICT, format!("snapshot {id} is there already, with other files"))
                .field("id")
                .help("A snapshot never changes: send these files under another id"));
        }
        if snapshots::insert(&mut write, id, context).await? {
            let (at, subject) = (self.clock.timestamp(), Subject::Context(context));
            let detail = ActivityDetail { reason: Some(format!("as snapshot {id}")), ..ActivityDetail::default() };
            activity::record(&mut write, actor, &at, Action::Upload, &subject, detail).await?;
        }
        Ok(write.commit().await?)
    }

    /// The context of an id, if there is one.
    pub async fn get(&self, actor: &Actor, id: &str) -> Result<Option<Digest>, Error> {
        authorize(actor, Permission::Download, Resource::Workspace)?;
        Ok(snapshots::get(&mut *self.store.read().await?, id).await?)
    }
}
