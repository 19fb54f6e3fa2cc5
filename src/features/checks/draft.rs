//! The checks of a draft, with the lines of the text that is open.

use crate::reactive::memo;
use crate::state::{
    draft::{Draft, EditorTab, Source},
    session::use_session,
};
use definition::checks::{Check, Rule, Severity, check};
use definition::file_checks::locate;
use definition::{Kind, check_python};
use leptos::prelude::*;

/// What the verdict says already, with what to do about it.
const SAID_BY_VERDICT: [Rule; 3] = [Rule::DockerTooMany, Rule::BaseImageInvalid, Rule::FileNotHere];

/// What the rules find in a draft, the heaviest first.
pub fn use_checks(draft: Draft) -> Memo<Vec<Check>> {
    let session = use_session();
    let policy = memo(move || session.policy());
    let pythons = memo(move || session.pythons());
    let of_definition = memo(move || {
        // A Python that cannot be had comes first among the warnings: it makes the build fail.
        let mut checks = pythons.with(|pythons| draft.definition.with(|definition| check_python(pythons, definition)));
        checks.extend(draft.definition.with(check));
        checks.retain(|check| !SAID_BY_VERDICT.contains(&check.rule));
        checks.sort_by_key(Check::severity);
        // They come first among the errors: nobody but the workspace knows them.
        let of_policy = policy.with(|policy| draft.definition.with(|definition| policy.findings(definition)));
        [of_policy, checks].concat()
    });
    memo(move || {
        let mut checks = of_definition.get();
        if let EditorTab::Source(kind) = draft.tab.get() {
            // A text that cannot be read says why itself; the checks are about the last one that could.
            let is_read = |source: &&Source| source.kind == kind && source.error.is_none();
            draft.sources.with(|sources| {
                if let Some(source) = sources.iter().find(is_read) {
                    locate(&mut checks, &source.text, kind);
                }
            });
        }
        checks
    })
}

/// A line of a text, and how much what was found there weighs.
pub type Mark = (u32, Severity);

/// How many lines are marked at most: more say no more.
const MARKED: usize = 200;

/// The lines of the open text that have checks, each once, in order.
pub fn marks(checks: &[Check]) -> Vec<Mark> {
    let weighty = checks.iter().filter(|check| check.severity() < Severity::Information);
    let mut marks: Vec<Mark> = weighty
        .flat_map(|check| check.places.iter().filter_map(|place| Some((place.line?, check.severity()))))
        .take(MARKED)
        .collect();
    marks.sort_unstable();
    marks.dedup_by_key(|(line, _)| *line);
    marks
}

/// The line of a check in a text of this kind.
pub fn line_in(check: &Check, text: &str, kind: Kind) -> Option<u32> {
    let mut checks = [check.clone()];
    checks[0].places.iter_mut().for_each(|place| place.line = None);
    locate(&mut checks, text, kind);
    checks[0].line()
}
