//! The index of image hashes in this browser, kept up to date, so that a hit is known before the workspace answers.

use super::changes::use_changes;
use crate::{api, reactive::effect};
use ::api::{VersionReference, WorkspaceEvent, index_key, read_index_key};
use definition::Digest;
use leptos::{prelude::*, task::spawn_local_scoped};
use std::collections::{HashMap, HashSet};

/// Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct ImageIndex {
    entries: RwSignal<Option<Entries>>,
    update: StoredValue<UpdateState>,
}

#[derive(Clone, Copy, PartialEq)]
enum UpdateState {
    Idle,
    Running,
    /// Something changed while an update was running.
    RunningAndOutdated,
}

#[derive(Clone, Default)]
struct Entries {
    cursor: String,
    /// Whether images that were built earlier are left out.
    partial: bool,
    images: HashMap<u64, IndexedImage>,
    stages: HashSet<u64>,
}

/// An image in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedImage {
    stage: u64,
    /// The newest version that uses it.
    pub version: Option<VersionReference>,
}

/// The index, updated while the current owner lives.
pub fn use_image_index() -> ImageIndex {
    let index = ImageIndex { entries: RwSignal::new(None), update: StoredValue::new(UpdateState::Idle) };
    let changed =
        use_changes().watch(|event| matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Environment(_)));
    // A request belongs to the caller, not to the effect, which runs again with every change.
    let owner = Owner::current();
    effect(move || {
        changed.track();
        match &owner {
            Some(owner) => owner.with(|| index.update()),
            None => index.update(),
        }
    });
    index
}

impl ImageIndex {
    /// Whether it tells if a hash has an image. It does not before it is loaded, nor in a workspace with so many images that
    /// it holds only those built last, where the hash is none of these.
    pub fn can_tell(self, hash: Digest) -> bool {
        self.entries.with(|entries| entries.as_ref().is_some_and(|entries| entries.can_tell(index_key(hash))))
    }

    pub fn find(self, hash: Digest) -> Option<IndexedImage> {
        self.entries.with(|entries| entries.as_ref()?.images.get(&index_key(hash)).cloned())
    }

    /// Whether any image was built on this stage.
    pub fn has_stage(self, stage: Digest) -> bool {
        self.entries.with(|entries| entries.as_ref().is_some_and(|entries| entries.stages.contains(&index_key(stage))))
    }

    /// Loads the changes, in one request at a time.
    fn update(self) {
        if self.update.get_value() != UpdateState::Idle {
            self.update.set_value(UpdateState::RunningAndOutdated);
            return;
        }
        self.update.set_value(UpdateState::Running);
        spawn_local_scoped(async move {
            loop {
                let Some(since) =
                    self.entries.try_with_untracked(|entries| entries.as_ref().map(|entries| entries.cursor.clone()))
                else {
                    return;
                };
                // Without an answer the index stays; when the workspace is back, an event updates everything.
                if let Ok(changes) = api::image_index(since.as_deref()).await {
                    self.entries.try_update(|entries| entries.get_or_insert_default().apply(changes));
                }
                if self.update.try_get_value() != Some(UpdateState::RunningAndOutdated) {
                    break;
                }
                self.update.set_value(UpdateState::Running);
            }
            self.update.try_set_value(UpdateState::Idle);
        });
    }
}

impl IndexedImage {
    #[cfg(test)]
    pub fn of_version(version: VersionReference) -> Self {
        Self { stage: 0, version: Some(version) }
    }
}

impl Entries {
    fn can_tell(&self, key: u64) -> bool {
        !self.partial || self.images.contains_key(&key)
    }

    /// Applies changes, or replaces everything.
    fn apply(&mut self, index: ::api::ImageIndex) {
        if index.whole {
            self.images.clear();
            self.partial = index.partial;
        }
        self.cursor = index.cursor;
        for hash in index.removed {
            read_index_key(&hash).and_then(|key| self.images.remove(&key));
        }
        let read = |(hash, stage, version): (String, String, String)| {
            Some((
                read_index_key(&hash)?,
                IndexedImage { stage: read_index_key(&stage)?, version: version.parse().ok() },
            ))
        };
        self.images.extend(index.images.into_iter().filter_map(read));
        self.stages = self.images.values().map(|image| image.stage).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(whole: bool, images: &[(&str, &str)], removed: &[&str]) -> ::api::ImageIndex {
        let images = images.iter().map(|(hash, version)| ((*hash).into(), "00000000000a".into(), (*version).into()));
        ::api::ImageIndex {
            cursor: "1-".into(),
            whole,
            partial: false,
            images: images.collect(),
            removed: removed.iter().map(|hash| (*hash).into()).collect(),
        }
    }

    fn names(known: &Entries) -> Vec<(u64, Option<String>)> {
        let mut names: Vec<_> =
            known.images.iter().map(|(key, image)| (*key, image.version.as_ref().map(ToString::to_string))).collect();
        names.sort();
        names
    }

    #[test]
    fn what_changed_is_added_to_what_is_known() {
        let mut known = Entries::default();
        known.apply(index(true, &[("000000000001", "training:1"), ("000000000002", "")], &[]));
        known.apply(index(false, &[("000000000003", "scoring:1"), ("no hash", "x:1")], &["000000000001"]));
        assert_eq!(names(&known), [(2, None), (3, Some("scoring:1".into()))]);
        assert!(known.stages.contains(&10));
        known.apply(index(true, &[], &[]));
        assert_eq!((names(&known).len(), known.stages.len()), (0, 0));
    }

    #[test]
    fn what_is_not_in_a_part_of_the_index_may_have_an_image() {
        let mut known = Entries::default();
        known.apply(::api::ImageIndex { partial: true, ..index(true, &[("000000000001", "training:1")], &[]) });
        known.apply(index(false, &[("000000000002", "")], &[]));
        assert!(known.can_tell(1) && known.can_tell(2) && !known.can_tell(3));
        known.apply(index(true, &[("000000000001", "training:1")], &[]));
        assert!(known.can_tell(3));
    }
}
