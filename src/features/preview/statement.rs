//! The verdict on a draft, live.

use super::{
    outlook::Outlook,
    verdict::{Contents, Kind, Statement, predicted},
};
use crate::reactive::memo;
use crate::{browser::dates, state::clock::use_now};
use definition::edit::{Base, base};
use definition::outside;
use leptos::prelude::*;

/// The verdict on a draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Verdicts {
    /// The verdict in words.
    pub statement: Memo<Statement>,
    /// Whether it is about an older state of the draft.
    pub outdated: Memo<bool>,
    /// How long a build would take, in milliseconds.
    pub predicted: Memo<Option<u64>>,
    /// The last verdict that was not outdated, in one sentence.
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
    let outdated = memo(move || outlook.is_outdated());
    let statement = memo(move || {
        if let Err(problem) = draft.canonical.get() {
            return Statement::invalid(&problem);
        }
        let ago = |time: &str| dates::parse(time).map_or_else(|| time.into(), |time| dates::relative(time, now.get()));
        outlook.answer.with(|answer| match answer {
            None => Statement::asking(),
            Some(answer) => {
                let origin = draft.origin.get();
                contents.with(|contents| {
                    Statement::of(&answer.outcome, contents, origin.as_ref(), outlook.expected.get(), ago)
                })
            }
        })
    });
    let settled = Memo::new(move |before: Option<&String>| {
        let statement = statement.get();
        if outdated.get() || statement.kind == Kind::Asking {
            return before.cloned().unwrap_or_default();
        }
        format!("{}. {}", statement.title, statement.body)
    });
    let predicted = memo(move || {
        let expected = outlook.expected.get();
        outlook.preview(|preview| contents.with(|contents| predicted(preview, contents, expected))).flatten()
    });
    Verdicts { statement, outdated, predicted, settled }
}
