//! The hashes of which the workspace has an image, kept up to date by what changes, so that a hit can be told from a miss
//! without asking.

use super::changes::use_changes;
use crate::{api, reactive::effect};
use ::api::{ImageIndex, VersionReference, WorkspaceEvent, index_key, read_index_key};
use definition::Digest;
use leptos::{prelude::*, task::spawn_local_scoped};
use std::collections::{HashMap, HashSet};

/// The index of images. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Images {
    known: RwSignal<Option<Known>>,
    /// Whether it is being asked for, and whether something changed meanwhile.
    asking: StoredValue<(bool, bool)>,
}

#[derive(Clone, Default)]
struct Known {
    cursor: String,
    images: HashMap<u64, Indexed>,
    stages: HashSet<u64>,
}

/// An image as far as the index knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    stage: u64,
    /// The newest version that uses it.
    pub version: Option<VersionReference>,
}

/// The index, followed while the current owner lives.
pub fn use_images() -> Images {
    let images = Images { known: RwSignal::new(None), asking: StoredValue::new((false, false)) };
    let changed =
        use_changes().watch(|event| matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Environment(_)));
    // A request that is under way outlives the change that it was made for.
    let owner = Owner::current();
    effect(move || {
        changed.track();
        match &owner {
            Some(owner) => owner.with(|| images.follow()),
            None => images.follow(),
        }
    });
    images
}

impl Images {
    /// Whether there is an index yet.
    pub fn is_known(self) -> bool {
        self.known.with(Option::is_some)
    }

    /// The image of a hash, if there is one.
    pub fn find(self, hash: Digest) -> Option<Indexed> {
        self.known.with(|known| known.as_ref()?.images.get(&index_key(hash)).cloned())
    }

    /// Whether any image was made on this stage.
    pub fn has_stage(self, stage: Digest) -> bool {
        self.known.with(|known| known.as_ref().is_some_and(|known| known.stages.contains(&index_key(stage))))
    }

    /// Asks for what changed, once at a time.
    fn follow(self) {
        let (busy, _) = self.asking.get_value();
        self.asking.set_value((true, busy));
        if busy {
            return;
        }
        spawn_local_scoped(async move {
            loop {
                let Some(since) =
                    self.known.try_with_untracked(|known| known.as_ref().map(|known| known.cursor.clone()))
                else {
                    return;
                };
                // Without an answer the index stays as it is; when the workspace is back, everything is asked again.
                if let Ok(index) = api::image_index(since.as_deref()).await {
                    self.known.try_update(|known| known.get_or_insert_default().take(index));
                }
                if self.asking.try_get_value().is_none_or(|(_, again)| !again) {
                    break;
                }
                self.asking.set_value((true, false));
            }
            self.asking.try_update_value(|asking| *asking = (false, false));
        });
    }
}

impl Known {
    /// Takes in what changed, or everything.
    fn take(&mut self, index: ImageIndex) {
        if index.whole {
            self.images.clear();
        }
        self.cursor = index.cursor;
        for hash in index.removed {
            read_index_key(&hash).and_then(|key| self.images.remove(&key));
        }
        let read = |(hash, stage, version): (String, String, String)| {
            Some((read_index_key(&hash)?, Indexed { stage: read_index_key(&stage)?, version: version.parse().ok() }))
        };
        self.images.extend(index.images.into_iter().filter_map(read));
        self.stages = self.images.values().map(|image| image.stage).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(whole: bool, images: &[(&str, &str)], removed: &[&str]) -> ImageIndex {
        let images = images.iter().map(|(hash, version)| ((*hash).into(), "00000000000a".into(), (*version).into()));
        ImageIndex {
            cursor: "1-".into(),
            whole,
            images: images.collect(),
            removed: removed.iter().map(|hash| (*hash).into()).collect(),
        }
    }

    fn names(known: &Known) -> Vec<(u64, Option<String>)> {
        let mut names: Vec<_> =
            known.images.iter().map(|(key, image)| (*key, image.version.as_ref().map(ToString::to_string))).collect();
        names.sort();
        names
    }

    #[test]
    fn what_changed_is_added_to_what_is_known() {
        let mut known = Known::default();
        known.take(index(true, &[("000000000001", "training:1"), ("000000000002", "")], &[]));
        known.take(index(false, &[("000000000003", "scoring:1"), ("no hash", "x:1")], &["000000000001"]));
        assert_eq!(names(&known), [(2, None), (3, Some("scoring:1".into()))]);
        assert!(known.stages.contains(&10));
        known.take(index(true, &[], &[]));
        assert_eq!((names(&known).len(), known.stages.len()), (0, 0));
    }
}
