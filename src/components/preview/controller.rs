//! The preview of a draft: what the workspace would do with it.
//!
//! The flow, one method each:
//! 1. [`PreviewController::send_on_change`]: the digests of the draft or the workspace change; when typing pauses, a request
//!    is sent.
//! 2. [`PreviewController::send`]: the request goes out. It is aborted when the next one goes out.
//! 3. [`PreviewController::receive`]: the response is shown, unless a newer request was sent or the draft has changed.
//! 4. [`PreviewController::retry_when_inconclusive`]: a response that may soon be another one is requested again.
//! 5. [`PreviewController::load_images`]: the definitions of the images in the response are loaded, to compare with.
//!
//! The last response stays until the next one arrives.

use super::{compared::ComparedImage, estimate::Estimates};
use crate::{
    api::{self, Failure},
    browser::performance,
    reactive::{after, effect, memo},
    state::{
        changes::use_changes,
        draft::Draft,
        images::{ImageIndex, use_image_index},
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

/// How long typing has to pause before a request is sent.
const DEBOUNCE: Duration = Duration::from_millis(80);
/// How long to wait before an unknown verdict is requested again.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);
/// How long to wait while the workspace is still reading its images.
const READING_INTERVAL: Duration = Duration::from_secs(1);

/// Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct PreviewController {
    pub draft: Draft,
    requests: StoredValue<Requests>,
    response: RwSignal<Option<Response>>,
    /// Changes to send the same request again.
    retry: RwSignal<u32>,
    /// Images to compare with, by their hash.
    compared: RwSignal<BTreeMap<Digest, Arc<ComparedImage>>>,
    index: ImageIndex,
    /// Hashes in the index whose image the registry no longer has.
    missing: RwSignal<HashSet<Digest>>,
    estimates: Memo<Estimates>,
}

/// The requests so far.
#[derive(Debug, Default)]
struct Requests {
    last: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Request {
    number: u32,
    digests: Digests,
}

/// The response to a request.
#[derive(Clone, PartialEq)]
pub struct Response {
    pub digests: Digests,
    pub outcome: Result<Preview, Failure>,
}

/// The last response against the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewState {
    /// The draft has no hash.
    NoHash,
    /// There is no response yet.
    Pending,
    /// The response is about an earlier state of the draft.
    Outdated,
    /// The response is about the draft as it is.
    Confirmed,
}

impl Requests {
    fn next(&mut self, digests: Digests) -> Request {
        self.last += 1;
        Request { number: self.last, digests }
    }

    /// Whether a response is about the draft as it is now, and no newer request was sent.
    fn accepts(&self, request: &Request, draft: Option<Digests>) -> bool {
        request.number == self.last && draft == Some(request.digests)
    }
}

impl Response {
    /// When to send the same request again; `None` when the response would most likely be the same.
    fn retry_delay(&self) -> Option<Duration> {
        match &self.outcome {
            Ok(preview) if preview.verdict != Verdict::Unknown => preview.reading.then_some(READING_INTERVAL),
            _ => Some(RETRY_INTERVAL),
        }
    }
}

impl PreviewState {
    fn of(response: Option<Digests>, draft: Option<Digests>) -> Self {
        match (response, draft) {
            (_, None) => Self::NoHash,
            (None, Some(_)) => Self::Pending,
            (Some(response), Some(draft)) if response == draft => Self::Confirmed,
            (Some(_), Some(_)) => Self::Outdated,
        }
    }

    /// How long to wait before a request is sent; `None` when there is nothing to send. Even a confirmed draft is sent again:
    /// this is only decided when the draft or the workspace has changed.
    fn send_delay(self) -> Option<Duration> {
        (self != Self::NoHash).then_some(DEBOUNCE)
    }
}

impl PreviewController {
    /// Sends requests until the current owner is cleaned up.
    pub fn new(draft: Draft) -> Self {
        let response = RwSignal::new(None::<Response>);
        let estimates = memo(move || {
            let of = |response: &Response| Some(Estimates::of(&response.outcome.as_ref().ok()?.expected));
            response.with(|response| response.as_ref().and_then(of)).unwrap_or_default()
        });
        let controller = Self {
            draft,
            requests: StoredValue::new(Requests::default()),
            response,
            retry: RwSignal::new(0),
            compared: RwSignal::default(),
            index: use_image_index(),
            missing: RwSignal::default(),
            estimates,
        };
        controller.send_on_change();
        controller.retry_when_inconclusive();
        controller.load_images();
        controller
    }

    fn send_on_change(self) {
        let workspace = use_changes().watch(|event| {
            matches!(event, WorkspaceEvent::Image(_) | WorkspaceEvent::Registry(_) | WorkspaceEvent::Build(_))
        });
        effect(move || {
            workspace.track();
            self.retry.track();
            let digests = self.draft.digests().get();
            let delay = untrack(|| self.state()).send_delay();
            if let (Some(digests), Some(delay)) = (digests, delay) {
                after(delay, move || self.send(digests));
            }
        });
    }

    fn send(self, digests: Digests) {
        let Some(request) = self.requests.try_update_value(|requests| requests.next(digests)) else { return };
        let body = self.body(digests);
        spawn_local_scoped(async move {
            let response = api::preview(&body).await;
            let first = |response: ::api::PreviewResponse| response.previews.into_iter().next();
            self.receive(&request, response.and_then(|it| first(it).ok_or_else(Failure::not_understood)));
        });
    }

    /// Digests and fingerprints only: the definition stays in the browser.
    fn body(self, digests: Digests) -> PreviewRequest {
        let fingerprint =
            self.draft.canonical().with_untracked(|canonical| canonical.as_ref().ok().map(Canonical::fingerprint));
        PreviewRequest {
            digests: vec![digests],
            fingerprints: fingerprint.into_iter().collect(),
            packages: vec![u32::try_from(self.draft.rows().with_untracked(Vec::len)).unwrap_or(u32::MAX)],
            ..PreviewRequest::default()
        }
    }

    fn receive(self, request: &Request, outcome: Result<Preview, Failure>) {
        let draft = self.draft.digests().try_get_untracked().flatten();
        let is_accepted = self.requests.try_with_value(|requests| requests.accepts(request, draft));
        if is_accepted == Some(true) {
            self.update_missing(request.digests.image, outcome.as_ref().ok().map(|preview| preview.verdict));
            self.response.set(Some(Response { digests: request.digests, outcome }));
            performance::mark_settled();
        }
    }

    fn retry_when_inconclusive(self) {
        effect(move || {
            if let Some(delay) = self.response.with(|response| response.as_ref().and_then(Response::retry_delay)) {
                after(delay, move || self.retry());
            }
        });
    }

    /// Sends the request again.
    pub fn retry(self) {
        self.retry.try_update(|retry| *retry += 1);
    }

    fn load_images(self) {
        let owner = Owner::current();
        effect(move || {
            for candidate in self.images_to_load() {
                if let Some(owner) = &owner {
                    owner.with(|| spawn_local_scoped(self.load_image(candidate)));
                }
            }
        });
    }

    /// The images of the last response that are not loaded yet.
    fn images_to_load(self) -> Vec<Candidate> {
        let candidates = self.preview(|preview| {
            let own =
                preview.image.as_ref().map(|image| Candidate { hash: image.hash(), used_by: image.used_by.clone() });
            own.into_iter().chain(preview.candidates.clone()).collect::<Vec<_>>()
        });
        let mut candidates = candidates.unwrap_or_default();
        self.compared.with_untracked(|compared| candidates.retain(|candidate| !compared.contains_key(&candidate.hash)));
        candidates
    }

    /// An image that cannot be loaded or read is not compared.
    async fn load_image(self, candidate: Candidate) {
        let Ok(image) = api::image(candidate.hash).await else { return };
        let Some(definition) = image.definition.and_then(|definition| Definition::from_json(&definition).ok()) else {
            return;
        };
        if let Ok(target) = Target::new(definition) {
            let Candidate { hash, used_by, .. } = candidate;
            let image = ComparedImage { hash, used_by, target, lock: image.lock, trial: image.trial };
            self.compared.try_update(|compared| compared.insert(hash, Arc::new(image)));
        }
    }

    pub fn state(self) -> PreviewState {
        let response = self.response.with(|response| response.as_ref().map(|response| response.digests));
        PreviewState::of(response, self.draft.digests().get())
    }

    /// The last response, of whatever state of the draft.
    pub fn response(self) -> ReadSignal<Option<Response>> {
        self.response.read_only()
    }

    /// Reads the last preview; `None` without one, or when the request failed.
    pub fn preview<T>(self, read: impl FnOnce(&Preview) -> T) -> Option<T> {
        self.response.with(|response| response.as_ref()?.outcome.as_ref().ok().map(read))
    }

    /// How long the steps of a build would take.
    pub fn estimates(self) -> Memo<Estimates> {
        self.estimates
    }

    /// The image of a hash among those that were loaded.
    pub fn compared(self, hash: Digest) -> Option<Arc<ComparedImage>> {
        self.compared.with(|compared| compared.get(&hash).cloned())
    }

    /// The hashes of all images.
    pub fn index(self) -> ImageIndex {
        self.index
    }

    /// The trial of the image that would be reused, with all findings once they are loaded.
    pub fn trial(self) -> Option<Trial> {
        let (hash, trial) = self.preview(|preview| {
            let image = preview.image.as_ref()?;
            Some((image.hash(), image.trial.clone()?))
        })??;
        let is_same = |whole: &Trial| whole.tried_at == trial.tried_at;
        Some(self.compared(hash).and_then(|image| image.trial.clone()).filter(is_same).unwrap_or(trial))
    }

    /// Remembers whether the registry has the image of a hash, which the index does not tell.
    fn update_missing(self, hash: Digest, verdict: Option<Verdict>) {
        let is_missing = self.missing.with_untracked(|missing| missing.contains(&hash));
        match verdict {
            Some(Verdict::Miss) if !is_missing => self.missing.update(|missing| _ = missing.insert(hash)),
            Some(Verdict::Hit) if is_missing => self.missing.update(|missing| _ = missing.remove(&hash)),
            _ => {}
        }
    }

    /// Whether the hash has an image, as far as this browser knows: in the index, and not missing in the registry.
    pub fn may_have_image(self, hash: Digest) -> bool {
        let is_indexed = !self.index.can_tell(hash) || self.index.find(hash).is_some();
        is_indexed && !self.missing.with(|missing| missing.contains(&hash))
    }

    /// Whether the version that the draft started from is known to use the image of the draft as it is.
    pub fn origin_uses_image(self) -> bool {
        let (origin, digests) = (self.draft.origin().get(), self.draft.digests().get());
        let (Some(origin), Some(digests)) = (origin, digests) else { return false };
        self.compared(digests.image).is_some_and(|image| image.used_by.contains(&origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::canonical;
    use serde_json::json;

    fn digests(image: &str) -> Digests {
        let draft = Definition { base_image: Some(image.into()), ..Definition::default() };
        canonical(&draft).expect("has a base image").digests()
    }

    fn response(verdict: &str, reading: bool) -> Response {
        let digests = digests("python:3.12");
        let preview =
            json!({ "digests": digests, "verdict": verdict, "stage": "missing", "candidates": [], "reading": reading });
        Response { digests, outcome: Ok(serde_json::from_value(preview).expect("a preview")) }
    }

    #[test]
    fn an_inconclusive_response_is_requested_again() {
        assert_eq!(response("miss", false).retry_delay(), None);
        assert_eq!(response("hit", false).retry_delay(), None);
        assert_eq!(response("miss", true).retry_delay(), Some(READING_INTERVAL));
        assert_eq!(response("unknown", true).retry_delay(), Some(RETRY_INTERVAL));
        let failed = Response { outcome: Err(Failure::not_understood()), ..response("hit", false) };
        assert_eq!(failed.retry_delay(), Some(RETRY_INTERVAL));
    }

    #[test]
    fn a_response_is_ignored_after_a_newer_request() {
        let (mut requests, draft) = (Requests::default(), digests("python:3.12"));
        let first = requests.next(draft);
        assert!(requests.accepts(&first, Some(draft)));
        let second = requests.next(draft);
        assert!(!requests.accepts(&first, Some(draft)), "even for the same digests");
        assert!(requests.accepts(&second, Some(draft)));
    }

    #[test]
    fn a_response_is_ignored_when_the_draft_has_changed() {
        let mut requests = Requests::default();
        let request = requests.next(digests("python:3.12"));
        assert!(!requests.accepts(&request, Some(digests("python:3.13"))), "a change that is not sent yet");
        assert!(!requests.accepts(&request, None), "the draft has no hash any more");
    }

    #[test]
    fn the_state_follows_draft_and_response() {
        let (old, new) = (digests("python:3.12"), digests("python:3.13"));
        assert_eq!(PreviewState::of(None, None), PreviewState::NoHash);
        assert_eq!(PreviewState::of(None, Some(new)), PreviewState::Pending);
        assert_eq!(PreviewState::of(Some(old), Some(new)), PreviewState::Outdated);
        assert_eq!(PreviewState::of(Some(new), Some(new)), PreviewState::Confirmed);
        assert_eq!(PreviewState::of(Some(old), None), PreviewState::NoHash);
    }

    #[test]
    fn a_draft_without_a_hash_is_not_sent_and_any_other_after_a_pause() {
        assert_eq!(PreviewState::NoHash.send_delay(), None);
        for state in [PreviewState::Pending, PreviewState::Outdated, PreviewState::Confirmed] {
            assert_eq!(state.send_delay(), Some(DEBOUNCE), "{state:?}");
        }
    }
}
