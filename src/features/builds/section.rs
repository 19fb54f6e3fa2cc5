//! The log of one step: folded or open, and of a long one only the lines in sight.

use super::{
    line::line,
    log::{Log, MAX_STEPS, Subject},
    marked::Marked,
    text,
};
use crate::reactive::{live_if, memo};
use crate::ui::{Icon, in_sight, room, small_icon, words};
use api::{StepKind, StepState};
use leptos::prelude::*;

/// How high the parts of a log are, in pixels.
#[derive(Clone, Copy, PartialEq)]
pub struct Heights {
    /// A line.
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

/// What all sections of a log share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// What the log is of.
    pub of: Memo<Option<Subject>>,
    /// The log.
    pub log: Log,
    /// Which sections somebody opened or folded by hand.
    pub chosen: RwSignal<[Option<bool>; MAX_STEPS]>,
    /// Pixels above the upper edge of the log, and the height of the log.
    pub position: RwSignal<(f64, f64)>,
    /// How high its parts are, as the browser shows them.
    pub heights: RwSignal<Heights>,
    /// The lines that the address names.
    pub marked: Signal<Option<Marked>>,
    /// Names the lines from the marked one to this one.
    pub mark_until: Callback<u64>,
    /// What is searched for.
    pub sought: RwSignal<String>,
}

impl Shared {
    /// Whether the section of a step is there: builds from before images were tried have no trial.
    pub fn has(self, step: StepKind) -> bool {
        self.of.with(|of| of.as_ref().is_none_or(|of| of.steps.iter().any(|other| other.kind == step)))
    }

    /// Whether the section at this place is open: as somebody chose, or because its step runs or failed, or because it is
    /// the last one with lines.
    pub fn is_open(self, at: usize, step: StepKind) -> bool {
        if let Some(chosen) = self.chosen.get()[at] {
            return chosen;
        }
        let counts = self.log.counts();
        let last = counts.iter().rposition(|count| *count > 0);
        self.of.with(|of| {
            let steps = of.as_ref().map(|of| &of.steps[..]).unwrap_or_default();
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

    /// Pixels between the top of the log and the first line of the section at this place.
    #[expect(clippy::cast_precision_loss, reason = "a log has less than 2^52 lines")]
    pub fn top_of(self, at: usize) -> f64 {
        let (counts, steps) = (self.log.counts(), self.log.steps());
        let before: usize = (0..at).filter(|at| self.is_open(*at, steps[*at])).map(|at| counts[at]).sum();
        let heads = steps[..=at].iter().filter(|step| self.has(**step)).count();
        let Heights { line, head } = self.heights.get();
        before as f64 * line + heads as f64 * head
    }
}

/// The section of a step.
pub fn section(shared: Shared, at: usize, step: StepKind) -> AnyView {
    let has = memo(move || shared.has(step));
    live_if(move || has.get().then(|| present(shared, at, step)))
}

fn present(shared: Shared, at: usize, step: StepKind) -> AnyView {
    let count = Memo::new(move |_| shared.log.counts()[at]);
    let open = Memo::new(move |_| shared.is_open(at, step));
    let toggle = move |_| shared.chosen.update(|chosen| chosen[at] = Some(!open.get_untracked()));
    let expanded = move || if open.get() { "true" } else { "false" };
    let sign = move || small_icon(if open.get() { Icon::Down } else { Icon::Right });
    let lines = move || match count.get() {
        0 => text::NO_LINES.to_owned(),
        count => words::count(count, "line", "lines"),
    };
    view! {
        <section class="log-step">
            <h3>
                <button type="button" aria-expanded=expanded on:click=toggle>
                    {sign} <span>{text::step(step)}</span> <span class="end">{lines}</span>
                </button>
            </h3>
            {move || open.get().then(|| body(shared, at, step, count))}
        </section>
    }
    .into_any()
}

fn body(shared: Shared, at: usize, step: StepKind, count: Memo<usize>) -> AnyView {
    let sight = Memo::new(move |_| {
        let (above, height) = shared.position.get();
        in_sight(above - shared.top_of(at), height, shared.heights.get().line, count.get())
    });
    let lines = move || {
        let sight = sight.get();
        shared.log.lines(step).with_value(|lines| lines.get(sight).unwrap_or_default().to_vec())
    };
    let height = move || shared.heights.get().line;
    view! {
        {move || room(sight.get().start, height())}
        <ol><For each=lines key=|line| line.number children=move |it| line(it, shared) /></ol>
        {move || room(count.get() - sight.get().end, height())}
    }
    .into_any()
}
