//! The verdict on a draft, live.

use super::{
    outlook::Outlook,
    text,
    verdict::{Contents, Foreseen, Kind, Statement},
};
use crate::reactive::memo;
use crate::{
    browser::dates,
    state::{
        clock::use_now,
        session::{Session, use_session},
    },
};
use ::api::{RegistryState, StagePresence, Verdict};
use definition::edit::{Base, base};
use definition::{Digests, outside};
use leptos::prelude::*;

/// The verdict on a draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Verdicts {
    /// The verdict in words.
    pub statement: Memo<Statement>,
    /// Whether it is about an older state of the draft.
    pub outdated: Memo<bool>,
    /// Whether the workspace has said so of the draft as it is, and not only this browser.
    pub confirmed: Memo<bool>,
    /// The last verdict that was confirmed, in one sentence.
    pub settled: Memo<String>,
}

/// The verdict on a draft.
pub fn use_verdicts(outlook: Outlook) -> Verdicts {
    let draft = outlook.draft;
    let now = use_now();
    let contents = memo(move || {
        let outside = draft.canonical.with(|canonical| canonical.as_ref().map(outside).unwrap_or_default());
        let packages = draft.rows.with(Vec::len);
        draft.definition.with(|definition| Contents {
            packages: (!definition.user_managed).then_some(packages),
            steps: !matches!(base(definition), Base::Split { steps, .. } if steps.trim().is_empty()),
            outside,
        })
    });
    let confirmed = memo(move || outlook.is_confirmed());
    let session = use_session();
    let foreseen = memo(move || (!confirmed.get()).then(|| foresee(outlook, session)).flatten());
    let outdated = memo(move || !confirmed.get() && foreseen.with(Option::is_none));
    let statement = memo(move || {
        if let Err(problem) = draft.canonical.get() {
            return Statement::invalid(&problem);
        }
        let ago = |time: &str| dates::parse(time).map_or_else(|| time.into(), |time| dates::relative(time, now.get()));
        let (origin, expected) = (draft.origin.get(), outlook.expected.get());
        contents.with(|contents| {
            foreseen.with(|foreseen| match foreseen {
                Some(foreseen) => {
                    // The index names the newest version only; the image of the one that the draft began as is known.
                    let origin = origin.filter(|_| outlook.began_as_this_image());
                    Statement::foreseen(foreseen, contents, origin.as_ref(), expected)
                }
                None => outlook.answer.with(|answer| match answer {
                    None => Statement::asking(),
                    Some(answer) => Statement::of(&answer.outcome, contents, origin.as_ref(), expected, ago)
                        .with_trial(outlook.trial()),
                }),
            })
        })
    });
    let settled = Memo::new(move |before: Option<&String>| {
        let statement = statement.get();
        if !confirmed.get() && statement.kind != Kind::Invalid || statement.kind == Kind::Asking {
            return before.cloned().unwrap_or_default();
        }
        format!("{}. {}", statement.title.replace('`', ""), statement.body)
    });
    Verdicts { statement, outdated, confirmed, settled }
}

/// What this browser knows of the draft's hash by itself; none while it has no index, or while the workspace does not
/// answer at all.
fn foresee(outlook: Outlook, session: Session) -> Option<Foreseen> {
    let digests = outlook.draft.digests.get()?;
    let answered = outlook.answer.with(|answer| answer.as_ref().is_none_or(|answer| answer.outcome.is_ok()));
    if !outlook.images.is_known() || !answered {
        return None;
    }
    let recorded = outlook.images.find(digests.image).filter(|_| outlook.may_have(digests.image));
    Some(Foreseen { image: recorded, stage: stage(outlook, &digests), silent: silent(outlook, session) })
}

/// What is known of the image of step 1: what was said of the same one last, else whether an image was made on it.
fn stage(outlook: Outlook, digests: &Digests) -> StagePresence {
    let same = outlook.preview(|preview| (preview.digests.stage == digests.stage).then_some(preview.stage)).flatten();
    same.unwrap_or_else(|| {
        if outlook.images.has_stage(digests.stage) { StagePresence::Cached } else { StagePresence::Missing }
    })
}

/// Why the registry does not answer, if it did not when it was asked last.
fn silent(outlook: Outlook, session: Session) -> Option<String> {
    let unknown = outlook.preview(|preview| (preview.verdict, preview.reason.clone()));
    match (unknown, session.workspace()?.registry) {
        (Some((Verdict::Unknown, reason)), _) => Some(reason.unwrap_or_else(|| text::SILENT.into())),
        (Some((Verdict::Hit, _)), _) | (_, RegistryState::Reachable) => None,
        (_, RegistryState::Unreachable) => Some(text::SILENT.into()),
    }
}
