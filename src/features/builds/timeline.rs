//! A picture of a build: its steps as bars over one axis of time, what was predicted behind what it took.

use super::{text, times};
use crate::{
    reactive::{live_if, memo},
    state::clock::use_seconds,
    ui::words,
};
use api::{Build, BuildState, BuildStep, StepState};
use leptos::prelude::*;

/// The picture is as many parts wide, whatever the time; it is stretched to the room that it has.
const PARTS: u64 = 1000;
/// How wide something is at least, in parts, that took no time to speak of.
const LEAST: u64 = 6;

/// A stretch of time in a build, in milliseconds since it began.
type Span = (u64, u64);

/// The picture, from the beginning of the build on.
pub fn show(build: Memo<Option<Build>>) -> AnyView {
    let running = Signal::derive(move || {
        build.with(|build| build.as_ref().is_some_and(|build| build.state == BuildState::Running))
    });
    let now = use_seconds(running);
    let drawn = memo(move || build.with(|build| draw(build.as_ref()?, now.get())));
    live_if(move || drawn.get().map(|drawing| drawing.view()))
}

/// What the picture shows.
#[derive(Clone, PartialEq)]
struct Drawing {
    /// Milliseconds from its left to its right.
    length: u64,
    predicted: Option<u64>,
    taken: u64,
    steps: Vec<(BuildStep, Option<Span>)>,
}

fn draw(build: &Build, now: f64) -> Option<Drawing> {
    let taken = times::taken(build, now)?;
    let began = build.started_at.as_deref();
    let span = |step: &BuildStep| {
        let start = step.started_at.as_deref()?;
        let begins = times::between(began, Some(start), now)?;
        let ends = times::between(began, step.finished_at.as_deref(), now)?;
        Some((begins, ends))
    };
    let steps = build.steps.iter().map(|step| (step.clone(), span(step))).collect();
    let length = taken.max(build.expected.unwrap_or(0)).max(1);
    Some(Drawing { length, predicted: build.expected, taken, steps })
}

impl Drawing {
    fn view(&self) -> AnyView {
        let rows: Vec<AnyView> = self.steps.iter().map(|(step, span)| self.row(step, *span)).collect();
        let said = text::timeline(self.taken, self.predicted);
        let whole = self.predicted.map(|predicted| {
            view! {
                <li class="whole">
                    <span class="hint">{text::PREDICTED}</span> {self.bars(None, Some((0, predicted)), "")}
                </li>
            }
        });
        view! {
            <figure class="timeline" aria-label=text::TIMELINE>
                <ol>{rows} {whole}</ol>
                <figcaption>
                    <span>"0:00"</span> <span class="vh">{said}</span> <span class="end">{words::clock(self.length.next_multiple_of(1000))}</span>
                </figcaption>
            </figure>
        }
        .into_any()
    }

    fn row(&self, step: &BuildStep, span: Option<Span>) -> AnyView {
        let class = match step.state {
            StepState::Failed => "bad",
            StepState::Running => "live",
            _ => "",
        };
        view! { <li><span class="hint">{text::step_in_short(step.kind)}</span> {self.bars(span, None, class)}</li> }
            .into_any()
    }

    fn bars(&self, actual: Option<Span>, predicted: Option<Span>, class: &'static str) -> AnyView {
        let bar = |span: Span, class: &'static str| {
            let (x, width) = self.place(span);
            view! { <rect class=class x=x width=width height="1" /> }
        };
        let ghost = predicted.map(|span| bar(span, "ghost"));
        let actual = actual.map(|span| bar(span, class));
        view! {
            <svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">{ghost} {actual}</svg>
        }
        .into_any()
    }

    /// Where a stretch begins and how wide it is, in parts.
    fn place(&self, (begins, ends): Span) -> (u64, u64) {
        let at = |time: u64| time.min(self.length) * PARTS / self.length;
        let begin = at(begins).min(PARTS - LEAST);
        (begin, at(ends).saturating_sub(begin).max(LEAST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(length: u64) -> Drawing {
        Drawing { length, predicted: None, taken: length, steps: vec![] }
    }

    #[test]
    fn stretches_of_time_have_their_place() {
        assert_eq!(drawing(60_000).place((0, 30_000)), (0, 500));
        assert_eq!(drawing(60_000).place((30_000, 60_000)), (500, 500));
    }

    #[test]
    fn what_took_no_time_can_be_seen_and_stays_in_the_picture() {
        assert_eq!(drawing(60_000).place((60_000, 60_000)), (994, 6));
        assert_eq!(drawing(60_000).place((59_999, 90_000)), (994, 6));
    }
}
