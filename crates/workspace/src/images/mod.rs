//! Images: listed, read, compared over time, evicted, reconciled with the registry.

mod drift;
mod eviction;
mod eviction_selection;
mod history;
mod index;
mod locks;
mod lost;
mod presence;
mod rebuild_outlook;
mod reconcile;
mod rows;
mod search;
pub mod trials;

pub use drift::DriftReports;
pub use eviction::Eviction;
pub use history::{History, changes_since_last, ensure_not_evicted_since, ensure_reusable};
pub use locks::{from_stored_lock, stored_lock};
pub use lost::{last_of_hash, lost_by_version};
pub use presence::stage_presence;
pub use rebuild_outlook::RebuildOutlooks;
pub use reconcile::Reconciler;
pub use rows::{MAX_SHARING, describe, reference, stored_layers};
pub use search::{ImageSearch, position};

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    definitions::{Checked, image_python},
    input::page,
};
use api::{Image, ImageIndex, ImageList, Permission};
use builder::Builder;
use definition::Digest;
use std::sync::Arc;
use store::{
    Store,
    images::{
        self,
        list::{self, ImagePage},
    },
};

/// How many versions an image in a list names at most.
const MAX_SHARING_IN_LIST: i64 = 4;

/// Reads images.
#[derive(Clone)]
pub struct Images {
    store: Store,
    builder: Arc<Builder>,
}

impl Images {
    /// The images in this store, with references to the builder's registry.
    pub fn new(store: Store, builder: Arc<Builder>) -> Self {
        Self { store, builder }
    }

    /// The repository of finished images in the registry.
    #[must_use]
    pub fn repository(&self) -> String {
        self.builder.image_repository()
    }

    /// A page of images.
    pub async fn list(&self, actor: &Actor, search: &ImageSearch, limit: i64) -> Result<ImageList, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        let is_first_page = search.after.is_none();
        let mut connection = self.store.read().await?;
        let ImagePage { images: mut found, total, lost } =
            list::list(&mut connection, &search.stored(), limit + 1).await?;
        let next = page::cut(&mut found, limit, |(_, place)| search::cursor(place));
        let mut items = Vec::with_capacity(found.len());
        for (image, _) in found {
            items.push(describe(&mut connection, &self.builder, image, MAX_SHARING_IN_LIST).await?);
        }
        let size = if is_first_page { Some(list::stored_bytes(&mut connection).await?) } else { None };
        Ok(ImageList { items, next, total, lost, size })
    }

    /// The current image of a hash, or the one with this manifest digest, with lock, definition and Dockerfiles.
    pub async fn get(&self, actor: &Actor, hash: Digest, manifest: Option<&str>) -> Result<Image, Error> {
        authorize(actor, Permission::View, Resource::Image(hash))?;
        let mut connection = self.store.read().await?;
        let text = hash.to_string();
        let stored = images::history::chosen(&mut connection, &text, manifest).await?;
        let stored = stored.ok_or_else(|| Error::not_found(format!("image of hash {}", hash.short())))?;
        let contents = images::contents(&mut connection, &text, &stored.manifest).await?;
        let trial = stored.trial.clone().map(trials::row_to_api);
        let image = describe(&mut connection, &self.builder, stored, MAX_SHARING).await?;
        // What an older version of the hash took may have no hash any more.
        let checked = Checked::stored(&contents.definition).ok();
        Ok(Image {
            lock: contents.lock.into_iter().map(locks::to_api).collect(),
            dockerfile: contents.dockerfile,
            base_image: checked.and_then(|checked| definition::plan(&checked.canonical).base_image),
            python: Some(image_python(&Checked::stored_definition(&contents.definition)?)),
            definition: Some(contents.definition),
            trial,
            ..image
        })
    }

    /// What changed in the index of hashes since a cursor, or all of it where the cursor is not of this workspace.
    pub async fn index(&self, actor: &Actor, since: Option<&str>) -> Result<ImageIndex, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        index::read(&mut *self.store.read().await?, since).await
    }
}
