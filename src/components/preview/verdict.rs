//! The verdict on a draft, kept up to date.

use super::{
    controller::{PreviewController, PreviewState},
    statement::{DraftFacts, LocalAnswer, Statement, VerdictKind},
    text,
};
use crate::{
    browser::dates,
    reactive::memo,
    state::{
        clock::use_now,
        session::{Session, use_session},
    },
};
use ::api::{RegistryState, StagePresence, Verdict};
use definition::{
    Digests,
    edit::{Base, base},
    outside,
};
use leptos::prelude::*;

/// Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct LiveVerdict {
    pub statement: Memo<Statement>,
    /// Whether the statement is about an earlier state of the draft.
    pub is_outdated: Memo<bool>,
    /// Whether the workspace has confirmed it for the draft as it is.
    pub is_confirmed: Memo<bool>,
    /// The last confirmed verdict as a sentence, for screen readers.
    pub announced: Memo<String>,
}

pub fn use_verdict(preview: PreviewController) -> LiveVerdict {
    let draft = preview.draft;
    let now = use_now();
    let facts = memo(move || {
        let outside = draft.canonical().with(|canonical| canonical.as_ref().map(outside).unwrap_or_default());
        let packages = draft.rows().with(Vec::len);
        draft.definition().with(|definition| DraftFacts {
            packages: (!definition.user_managed).then_some(packages),
            has_steps: !matches!(base(definition), Base::Split { steps, .. } if steps.trim().is_empty()),
            outside,
        })
    });
    let is_confirmed = memo(move || preview.state() == PreviewState::Confirmed);
    let session = use_session();
    let local = memo(move || (!is_confirmed.get()).then(|| local_answer(preview, session)).flatten());
    let is_outdated = memo(move || !is_confirmed.get() && local.with(Option::is_none));
    let statement = memo(move || {
        if let Err(problem) = draft.canonical().get() {
            return Statement::invalid(&problem);
        }
        let ago = |time: &str| dates::parse(time).map_or_else(|| time.into(), |time| dates::relative(time, now.get()));
        let (origin, estimates) = (draft.origin().get(), preview.estimates().get());
        facts.with(|facts| {
            local.with(|local| match local {
                Some(answer) => {
                    // The index has only the newest version of an image, the draft may have started from another one.
                    let origin = origin.filter(|_| preview.origin_uses_image());
                    Statement::local(answer, facts, origin.as_ref(), estimates)
                }
                None => preview.response().with(|response| match response {
                    None => Statement::pending(),
                    Some(response) => Statement::of(&response.outcome, facts, origin.as_ref(), estimates, ago)
                        .with_trial(preview.trial()),
                }),
            })
        })
    });
    let announced = Memo::new(move |before: Option<&String>| {
        let statement = statement.get();
        if !is_confirmed.get() && statement.kind != VerdictKind::Invalid || statement.kind == VerdictKind::Pending {
            return before.cloned().unwrap_or_default();
        }
        text::announcement(&statement.title, &statement.body)
    });
    LiveVerdict { statement, is_outdated, is_confirmed, announced }
}

/// What this browser knows about the hash of the draft; `None` without an index, or when the last request failed.
fn local_answer(preview: PreviewController, session: Session) -> Option<LocalAnswer> {
    let digests = preview.draft.digests().get()?;
    let has_failed =
        preview.response().with(|response| response.as_ref().is_some_and(|response| response.outcome.is_err()));
    if !preview.index().can_tell(digests.image) || has_failed {
        return None;
    }
    let image = preview.index().find(digests.image).filter(|_| preview.may_have_image(digests.image));
    Some(LocalAnswer { image, stage: stage(preview, &digests), no_registry: no_registry(preview, session) })
}

/// The image of step 1: as in the last response if that was about the same one, else whether an image was built on it.
fn stage(preview: PreviewController, digests: &Digests) -> StagePresence {
    let same = preview.preview(|last| (last.digests.stage == digests.stage).then_some(last.stage)).flatten();
    same.unwrap_or_else(|| {
        if preview.index().has_stage(digests.stage) { StagePresence::Cached } else { StagePresence::Missing }
    })
}

/// Why the registry did not answer the last request, if it did not.
fn no_registry(preview: PreviewController, session: Session) -> Option<String> {
    let last = preview.preview(|last| (last.verdict, last.reason.clone()));
    match (last, session.workspace()?.registry) {
        (Some((Verdict::Unknown, reason)), _) => Some(reason.unwrap_or_else(|| text::NO_REGISTRY.into())),
        (Some((Verdict::Hit, _)), _) | (_, RegistryState::Reachable) => None,
        (_, RegistryState::Unreachable) => Some(text::NO_REGISTRY.into()),
    }
}
