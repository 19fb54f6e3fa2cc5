//! What the workspace says about a draft: asked again with every change of its digests, the outdated request given
//! up, the last answer kept until the next one is there.

use super::{expected::Expected, nearest::Known};
use crate::reactive::{after, effect, memo};
use crate::{
    api::{self, Failure},
    browser::performance,
    state::{
        changes::use_changes,
        draft::Draft,
        images::{Images, use_images},
    },
};
use ::api::{Candidate, Preview, PreviewRequest, Trial, Verdict, WorkspaceEvent};
use definition::{Canonical, Definition, Digest, Digests, Target};
use leptos::{prelude::*, task::spawn_local_scoped};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

/// How long typing has to rest before the workspace is asked.
const REST: Duration = Duration::from_millis(80);
/// How long to wait before asking again what could not be told.
const AGAIN: Duration = Duration::from_secs(5);
/// How long to wait before asking again while the workspace is still reading its images.
const READING: Duration = Duration::from_secs(1);

/// The last answer, and the digests it is about.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The question.
    pub digests: Digests,
    /// What the workspace said.
    pub outcome: Result<Preview, Failure>,
}

/// What is known about the future of a draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Outlook {
    /// The draft.
    pub draft: Draft,
    /// The last answer.
    pub answer: RwSignal<Option<Answer>>,
    /// Images to compare with, by their hash.
    pub known: RwSignal<BTreeMap<Digest, Arc<Known>>>,
    /// The hashes of all images.
    pub images: Images,
    /// Hashes that were recorded and whose images the registry no longer has.
    pub gone: RwSignal<HashSet<Digest>>,
    /// How long steps took before.
    pub expected: Signal<Expected>,
    asked: StoredValue<u32>,
    again: RwSignal<u32>,
}

impl Outlook {
    /// Begins to ask; ends with the current owner.
    pub fn new(draft: Draft) -> Self {
        let answer = RwSignal::new(None::<Answer>);
        let expected = memo(move || {
            let steps = |answer: &Answer| Some(Expected::of(&answer.outcome.as_ref().ok()?.expected));
            answer.with(|answer| answer.as_ref().and_then(steps)).unwrap_or_default()
        });
        let outlook = Self {
            draft,
            answer,
            known: RwSignal::default(),
            images: use_images(),
            gone: RwSignal::default(),
            expected: expected.into(),
            asked: StoredValue::new(0),
            again: RwSignal::new(0),
        };
        let changed = use_changes().watch(|event| {
            matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Registry(_) | WorkspaceEvent::Build(_))
        });
        effect(move || {
            changed.track();
            outlook.again.track();
            if let Some(digests) = draft.digests.get() {
                after(REST, move || outlook.ask(digests));
            }
        });
        effect(move || {
            if let Some(pause) = outlook.answer.with(|answer| answer.as_ref().and_then(Answer::ask_again_after)) {
                after(pause, move || outlook.ask_again());
            }
        });
        let owner = Owner::current();
        effect(move || {
            let missing = outlook.missing();
            for candidate in missing {
                if let Some(owner) = &owner {
                    owner.with(|| spawn_local_scoped(outlook.learn(candidate)));
                }
            }
        });
        outlook
    }

    /// Asks now.
    pub fn ask_again(self) {
        self.again.try_update(|again| *again += 1);
    }

    /// Whether the workspace has answered about the draft as it now is.
    pub fn is_confirmed(self) -> bool {
        let digests = self.draft.digests.get();
        self.answer.with(|answer| answer.as_ref().is_some_and(|answer| Some(answer.digests) == digests))
    }

    /// The answer of the workspace, where it gave one.
    pub fn preview<T>(self, read: impl FnOnce(&Preview) -> T) -> Option<T> {
        self.answer.with(|answer| answer.as_ref()?.outcome.as_ref().ok().map(read))
    }

    /// What the trial of the image found that the workspace would reuse: with all findings once they are known.
    pub fn trial(self) -> Option<Trial> {
        let (hash, trial) = self.preview(|preview| {
            let image = preview.image.as_ref()?;
            Some((image.hash(), image.trial.clone()?))
        })??;
        let is_same = |whole: &Trial| whole.tried_at == trial.tried_at;
        let whole = self.known.with(|known| known.get(&hash)?.trial.clone().filter(is_same));
        Some(whole.unwrap_or(trial))
    }

    fn ask(self, digests: Digests) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        let fingerprint =
            self.draft.canonical.with_untracked(|canonical| canonical.as_ref().ok().map(Canonical::fingerprint));
        let request = PreviewRequest {
            digests: vec![digests],
            fingerprints: fingerprint.into_iter().collect(),
            packages: vec![u32::try_from(self.draft.rows.with_untracked(Vec::len)).unwrap_or(u32::MAX)],
            ..PreviewRequest::default()
        };
        spawn_local_scoped(async move {
            let response = api::preview(&request).await;
            let outcome =
                response.and_then(|response| response.previews.into_iter().next().ok_or_else(Failure::not_understood));
            if self.asked.try_get_value() == Some(asked)
                && self.draft.digests.try_get_untracked() == Some(Some(digests))
            {
                self.note_presence(digests.image, outcome.as_ref().ok().map(|preview| preview.verdict));
                self.answer.set(Some(Answer { digests, outcome }));
                performance::settled();
            }
        });
    }

    /// Remembers whether the registry has what the index knows.
    fn note_presence(self, hash: Digest, verdict: Option<Verdict>) {
        let is_gone = self.gone.with_untracked(|gone| gone.contains(&hash));
        match verdict {
            Some(Verdict::Miss) if !is_gone => self.gone.update(|gone| _ = gone.insert(hash)),
            Some(Verdict::Hit) if is_gone => self.gone.update(|gone| _ = gone.remove(&hash)),
            _ => {}
        }
    }

    /// Whether an image is there, as far as this browser knows: recorded, and not found missing.
    pub fn may_have(self, hash: Digest) -> bool {
        let recorded = !self.images.is_known() || self.images.find(hash).is_some();
        recorded && !self.gone.with(|gone| gone.contains(&hash))
    }

    /// Whether the version that the draft began as is known to use the image of the draft as it is.
    pub fn began_as_this_image(self) -> bool {
        let (origin, digests) = (self.draft.origin.get(), self.draft.digests.get());
        let (Some(origin), Some(digests)) = (origin, digests) else { return false };
        self.known.with(|known| known.get(&digests.image).is_some_and(|image| image.used_by.contains(&origin)))
    }

    /// The images of the last answer whose definitions are not known yet.
    fn missing(self) -> Vec<Candidate> {
        let Some(mut candidates) = self.preview(|preview| {
            let own =
                preview.image.as_ref().map(|image| Candidate { hash: image.hash(), used_by: image.used_by.clone() });
            own.into_iter().chain(preview.candidates.clone()).collect::<Vec<_>>()
        }) else {
            return Vec::new();
        };
        self.known.with_untracked(|known| candidates.retain(|candidate| !known.contains_key(&candidate.hash)));
        candidates
    }

    /// Asks for the definition of an image. One that cannot be had or read is no image to compare with.
    async fn learn(self, candidate: Candidate) {
        let Ok(image) = api::image(candidate.hash).await else { return };
        let Some(definition) = image.definition.and_then(|definition| Definition::from_json(&definition).ok()) else {
            return;
        };
        if let Ok(target) = Target::new(definition) {
            let Candidate { hash, used_by, .. } = candidate;
            let known = Known { hash, used_by, target, lock: image.lock, trial: image.trial };
            self.known.try_update(|all| all.insert(hash, Arc::new(known)));
        }
    }
}

impl Answer {
    /// How long to wait before asking the same again; none where that would most likely bring the same.
    fn ask_again_after(&self) -> Option<Duration> {
        match &self.outcome {
            Ok(preview) if preview.verdict != Verdict::Unknown => preview.reading.then_some(READING),
            _ => Some(AGAIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::canonical;
    use serde_json::json;

    fn answer(verdict: &str, reading: bool) -> Answer {
        let draft = Definition { base_image: Some("python:3.12".into()), ..Definition::default() };
        let digests = canonical(&draft).expect("has a base image").digests();
        let preview =
            json!({ "digests": digests, "verdict": verdict, "stage": "missing", "candidates": [], "reading": reading });
        Answer { digests, outcome: Ok(serde_json::from_value(preview).expect("a preview")) }
    }

    #[test]
    fn what_was_not_told_yet_is_asked_again() {
        assert_eq!(answer("miss", false).ask_again_after(), None);
        assert_eq!(answer("miss", true).ask_again_after(), Some(READING));
        assert_eq!(answer("unknown", true).ask_again_after(), Some(AGAIN));
        let silent = Answer { outcome: Err(Failure::not_understood()), ..answer("hit", false) };
        assert_eq!(silent.ask_again_after(), Some(AGAIN));
    }
}
