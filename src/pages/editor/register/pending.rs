//! Pressing the main button before the verdict on the last change has arrived: it waits, then does what its label said or
//! something better, never something worse.

use crate::{
    pages::editor::text,
    reactive::effect,
    state::{draft::Draft, toasts::use_toasts},
};
use definition::Digests;
use leptos::prelude::*;

/// What pressing the button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitAction {
    /// Registers and reuses an image.
    Reuse,
    /// Registers and builds, with the estimate in milliseconds.
    Build(Option<u64>),
    /// Registers and joins a build.
    Join(i64),
    /// Registers without building.
    RegisterOnly,
}

impl SubmitAction {
    /// Whether this is what the label said, or better.
    fn is_no_worse_than(self, label: Self) -> bool {
        match (self, label) {
            (Self::Reuse, _) | (Self::RegisterOnly, Self::RegisterOnly) => true,
            (Self::Join(_), _) => matches!(label, Self::Join(_) | Self::Build(_)),
            (Self::Build(_), _) => matches!(label, Self::Build(_)),
            (Self::RegisterOnly, _) => false,
        }
    }
}

/// A press of the button that waits for the verdict.
#[derive(Clone, PartialEq)]
pub struct PendingSubmit {
    action: SubmitAction,
    digests: Option<Digests>,
    name: String,
}

impl PendingSubmit {
    /// With what the button says now.
    pub fn new(draft: Draft, action: Memo<SubmitAction>) -> Self {
        untrack(|| Self { action: action.get(), digests: draft.digests().get(), name: draft.name().get() })
    }
}

/// Presses the button again when the verdict has arrived, unless the draft was changed meanwhile.
pub fn submit_when_confirmed(
    waiting: RwSignal<Option<PendingSubmit>>,
    draft: Draft,
    is_unconfirmed: Memo<bool>,
    action: Memo<SubmitAction>,
    press: Callback<()>,
) {
    let toasts = use_toasts();
    effect(move || {
        let Some(pending) = waiting.get() else { return };
        let is_same = draft.digests().get() == pending.digests && draft.name().get() == pending.name;
        if is_same && is_unconfirmed.get() {
            return;
        }
        waiting.set(None);
        match action.get() {
            action if is_same && action.is_no_worse_than(pending.action) => press.run(()),
            _ if is_same => toasts.failed(text::VERDICT_CHANGED),
            // The press was about the draft before the change.
            _ => {}
        }
    });
}

#[cfg(test)]
mod tests {
    use super::SubmitAction;

    #[test]
    fn a_press_before_the_verdict_is_honoured_by_what_is_no_worse() {
        let build = SubmitAction::Build(Some(240_000));
        for (now, label, expected) in [
            (SubmitAction::Reuse, build, true),
            (SubmitAction::Reuse, SubmitAction::RegisterOnly, true),
            (SubmitAction::Join(7), build, true),
            (SubmitAction::Build(None), build, true),
            (build, SubmitAction::Reuse, false),
            (build, SubmitAction::Join(7), false),
            (build, SubmitAction::RegisterOnly, false),
            (SubmitAction::RegisterOnly, build, false),
        ] {
            assert_eq!(now.is_no_worse_than(label), expected, "{now:?} after {label:?}");
        }
    }
}
