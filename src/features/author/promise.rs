//! Pressing the main button before the verdict on the last change is there: it waits, and then does what it said or
//! something better, never something worse.

use super::text;
use crate::{
    reactive::effect,
    state::{draft::Draft, toasts::use_toasts},
};
use definition::Digests;
use leptos::prelude::*;

/// What pressing the button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Register; an image is there.
    Reuse,
    /// Register and build, in about so many milliseconds.
    Build(Option<u64>),
    /// Register and join the build of this number.
    Join(i64),
    /// Register, and nothing else.
    RegisterOnly,
}

impl Deed {
    /// Whether somebody who pressed for `promised` gets that, or better.
    fn keeps(self, promised: Self) -> bool {
        match (self, promised) {
            (Self::Reuse, _) | (Self::RegisterOnly, Self::RegisterOnly) => true,
            (Self::Join(_), _) => matches!(promised, Self::Join(_) | Self::Build(_)),
            (Self::Build(_), _) => matches!(promised, Self::Build(_)),
            (Self::RegisterOnly, _) => false,
        }
    }
}

/// What somebody pressed for before the verdict on the last change was there.
#[derive(Clone, PartialEq)]
pub struct Promise {
    deed: Deed,
    digests: Option<Digests>,
    name: String,
}

impl Promise {
    /// What the button says now.
    pub fn of(draft: Draft, deed: Memo<Deed>) -> Self {
        untrack(|| Self { deed: deed.get(), digests: draft.digests.get(), name: draft.name.get() })
    }
}

/// Presses again when what was waited for is there, and the draft is still the one that it was pressed for.
pub fn keep(
    waiting: RwSignal<Option<Promise>>,
    draft: Draft,
    asking: Memo<bool>,
    deed: Memo<Deed>,
    press: Callback<()>,
) {
    let toasts = use_toasts();
    effect(move || {
        let Some(promise) = waiting.get() else { return };
        let same = draft.digests.get() == promise.digests && draft.name.get() == promise.name;
        if same && asking.get() {
            return;
        }
        waiting.set(None);
        match deed.get() {
            deed if same && deed.keeps(promise.deed) => press.run(()),
            _ if same => toasts.failed(text::VERDICT_CHANGED),
            // Somebody typed on: pressing was about the draft before.
            _ => {}
        }
    });
}

#[cfg(test)]
mod tests {
    use super::Deed;

    #[test]
    fn a_press_before_the_verdict_is_kept_by_what_is_no_worse() {
        let build = Deed::Build(Some(240_000));
        for (now, promised, kept) in [
            (Deed::Reuse, build, true),
            (Deed::Reuse, Deed::RegisterOnly, true),
            (Deed::Join(7), build, true),
            (Deed::Build(None), build, true),
            (build, Deed::Reuse, false),
            (build, Deed::Join(7), false),
            (build, Deed::RegisterOnly, false),
            (Deed::RegisterOnly, build, false),
        ] {
            assert_eq!(now.keeps(promised), kept, "{now:?} after {promised:?}");
        }
    }
}
