//! The state that all sections of a log share.

use super::{
    feed::{Log, LogSource, MAX_STEPS},
    marked::Marked,
};
use api::{StepKind, StepState};
use leptos::prelude::*;

/// Heights in pixels.
#[derive(Clone, Copy, PartialEq)]
pub struct Heights {
    pub line: f64,
    /// The head of a section.
    pub head: f64,
}

impl Default for Heights {
    /// Until there is a line to measure.
    fn default() -> Self {
        Self { line: 24.0, head: 28.0 }
    }
}

/// The state that all sections of a log share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub source: Memo<Option<LogSource>>,
    pub log: Log,
    /// The sections that the user opened or folded.
    pub toggled: RwSignal<[Option<bool>; MAX_STEPS]>,
    /// Pixels above the upper edge of the log, and the height of the log.
    pub position: RwSignal<(f64, f64)>,
    pub heights: RwSignal<Heights>,
    /// The lines in the address.
    pub marked: Signal<Option<Marked>>,
    /// Puts the lines from the marked one to this one into the address.
    pub mark_until: Callback<u64>,
    pub search: RwSignal<String>,
}

impl Shared {
    /// Whether there is a section for a step: builds from before trials have none for the trial.
    pub fn has(self, step: StepKind) -> bool {
        self.source
            .with(|source| source.as_ref().is_none_or(|source| source.steps.iter().any(|other| other.kind == step)))
    }

    /// Whether a section is open: as the user chose, or because its step is running or failed, or because it is the last
    /// one with lines.
    pub fn is_open(self, at: usize, step: StepKind) -> bool {
        if let Some(toggled) = self.toggled.get()[at] {
            return toggled;
        }
        let counts = self.log.counts();
        let last = counts.iter().rposition(|count| *count > 0);
        self.source.with(|source| {
            let steps = source.as_ref().map(|source| &source.steps[..]).unwrap_or_default();
            let state = steps.iter().find(|other| other.kind == step).map(|step| step.state);
            match state {
                Some(StepState::Running | StepState::Failed) => true,
                Some(StepState::Done | StepState::Reused) => {
                    last == Some(at)
                        && !steps.iter().any(|step| matches!(step.state, StepState::Running | StepState::Failed))
                }
                _ => last == Some(at),
            }
        })
    }

    /// Pixels between the top of the log and the first line of a section.
    #[expect(clippy::cast_precision_loss, reason = "a log has less than 2^52 lines")]
    pub fn top_of(self, at: usize) -> f64 {
        let (counts, steps) = (self.log.counts(), self.log.steps());
        let before: usize = (0..at).filter(|at| self.is_open(*at, steps[*at])).map(|at| counts[at]).sum();
        let heads = steps[..=at].iter().filter(|step| self.has(**step)).count();
        let Heights { line, head } = self.heights.get();
        before as f64 * line + heads as f64 * head
    }
}
