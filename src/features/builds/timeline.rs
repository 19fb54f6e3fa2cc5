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
    steps: Vec<Row>,
}

/// A step, when it ran, and when it should.
#[derive(Clone, PartialEq)]
struct Row {
    step: BuildStep,
    ran: Option<Span>,
    predicted: Option<Span>,
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
    let steps: Vec<Row> = foretell(build.steps.iter().map(|step| (step.clone(), span(step))));
    let ends = steps.iter().filter_map(|row| row.predicted).map(|(_, end)| end).max();
    let length = taken.max(build.expected.unwrap_or(0)).max(ends.unwrap_or(0)).max(1);
    Some(Drawing { length, predicted: build.expected, taken, steps })
}

/// Puts what was predicted of each step behind it: where it began, or where those before it should end.
fn foretell(steps: impl Iterator<Item = (BuildStep, Option<Span>)>) -> Vec<Row> {
    let mut free = Some(0);
    let row = |(step, ran): (BuildStep, Option<Span>)| {
        let begins = ran.map(|(begins, _)| begins).or(free);
        let predicted = begins.zip(step.expected).map(|(begins, expected)| (begins, begins + expected));
        let ends = ran.map(|(_, ends)| ends);
        free = match step.state {
            StepState::Running => ends.max(predicted.map(|(_, ends)| ends)),
            StepState::Waiting => predicted.map(|(_, ends)| ends),
            _ => ends.or(free),
        };
        Row { step, ran, predicted }
    };
    steps.map(row).collect()
}

impl Drawing {
    fn view(&self) -> AnyView {
        let rows: Vec<AnyView> = self.steps.iter().map(|row| self.row(row)).collect();
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

    fn row(&self, row: &Row) -> AnyView {
        let class = match row.step.state {
            StepState::Failed => "bad",
            StepState::Running => "live",
            _ => "",
        };
        view! { <li><span class="hint">{text::step_in_short(row.step.kind)}</span> {self.bars(row.ran, row.predicted, class)}</li> }
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

    fn step(state: StepState, expected: Option<u64>) -> BuildStep {
        let kind = api::StepKind::Stage;
        BuildStep { kind, state, started_at: None, finished_at: None, detail: String::new(), expected }
    }

    #[test]
    fn what_waits_is_predicted_to_begin_where_those_before_it_should_end() {
        let steps = [
            (step(StepState::Done, Some(10)), Some((0, 12))),
            (step(StepState::Running, Some(30)), Some((12, 20))),
            (step(StepState::Waiting, Some(5)), None),
        ];
        let predicted: Vec<_> = foretell(steps.into_iter()).into_iter().map(|row| row.predicted).collect();
        assert_eq!(predicted, [Some((0, 10)), Some((12, 42)), Some((42, 47))]);
        let late = [(step(StepState::Running, Some(5)), Some((0, 20))), (step(StepState::Waiting, Some(5)), None)];
        assert_eq!(foretell(late.into_iter())[1].predicted, Some((20, 25)), "not before what runs has ended");
        let unknown = [(step(StepState::Waiting, None), None), (step(StepState::Waiting, Some(5)), None)];
        assert_eq!(foretell(unknown.into_iter())[1].predicted, None, "nobody knows when it begins");
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
