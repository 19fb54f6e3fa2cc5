//! The checks of a draft, with the lines of the text that is open.

use crate::{
    reactive::memo,
    state::{
        draft::{Draft, EditorTab, Source},
        session::use_session,
    },
};
use definition::checks::{Check, Rule, Severity, check};
use definition::file_checks::locate;
use definition::{Kind, check_python};
use leptos::prelude::*;

/// The verdict shows these, with what to do about them.
const SHOWN_BY_VERDICT: [Rule; 3] = [Rule::DockerTooMany, Rule::BaseImageInvalid, Rule::FileNotHere];

/// The checks of a draft, errors first.
pub fn use_checks(draft: Draft) -> Memo<Vec<Check>> {
    let session = use_session();
    let policy = memo(move || session.policy());
    let pythons = memo(move || session.pythons());
    let of_definition = memo(move || {
        // An unavailable Python comes first among the warnings: the build would fail.
        let mut checks =
            pythons.with(|pythons| draft.definition().with(|definition| check_python(pythons, definition)));
        checks.extend(draft.definition().with(check));
        checks.retain(|check| !SHOWN_BY_VERDICT.contains(&check.rule));
        checks.sort_by_key(Check::severity);
        // First among the errors: only the workspace knows its policy.
        let of_policy = policy.with(|policy| draft.definition().with(|definition| policy.findings(definition)));
        [of_policy, checks].concat()
    });
    memo(move || {
        let mut checks = of_definition.get();
        if let EditorTab::Source(kind) = draft.tab().get() {
            // A text that cannot be read says why itself; the checks are about the last one that could.
            let is_read = |source: &&Source| source.kind == kind && source.error.is_none();
            draft.sources().with(|sources| {
                if let Some(source) = sources.iter().find(is_read) {
                    locate(&mut checks, &source.text, kind);
                }
            });
        }
        checks
    })
}

/// A line of a text and the severity of its check.
pub type Mark = (u32, Severity);

const MAX_MARKS: usize = 200;

/// The lines of the open text that have checks, each once, in order.
pub fn marks(checks: &[Check]) -> Vec<Mark> {
    let problems = checks.iter().filter(|check| check.severity() < Severity::Information);
    let mut marks: Vec<Mark> = problems
        .flat_map(|check| check.places.iter().filter_map(|place| Some((place.line?, check.severity()))))
        .take(MAX_MARKS)
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
