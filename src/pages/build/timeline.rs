//! A chart of a build: its steps as bars over one time axis, each in front of its estimate.

use super::text;
use crate::{
    components::builds::{build_time, elapsed, short_step_title},
    reactive::{live_if, memo},
    state::clock::use_seconds,
    ui::words,
};
use api::{Build, BuildState, BuildStep, StepState};
use leptos::prelude::*;

/// The width of the chart in its own units; it is stretched to the space that it has.
const WIDTH: u64 = 1000;
/// The width of a bar that took no time to speak of.
const MIN_BAR: u64 = 6;

/// Start and end, in milliseconds since the build started.
type Span = (u64, u64);

/// The chart, once the build has started.
pub fn show(build: Memo<Option<Build>>) -> AnyView {
    let running = Signal::derive(move || {
        build.with(|build| build.as_ref().is_some_and(|build| build.state == BuildState::Running))
    });
    let now = use_seconds(running);
    let chart = memo(move || build.with(|build| chart(build.as_ref()?, now.get())));
    live_if(move || chart.get().map(|chart| chart.view()))
}

#[derive(Clone, PartialEq)]
struct Chart {
    /// Milliseconds.
    length: u64,
    estimate: Option<u64>,
    time: u64,
    steps: Vec<Row>,
}

#[derive(Clone, PartialEq)]
struct Row {
    step: BuildStep,
    actual: Option<Span>,
    estimate: Option<Span>,
}

fn chart(build: &Build, now: f64) -> Option<Chart> {
    let time = build_time(build, now)?;
    let started = build.started_at.as_deref();
    let span = |step: &BuildStep| {
        let start = step.started_at.as_deref()?;
        let start = elapsed(started, Some(start), now)?;
        let end = elapsed(started, step.finished_at.as_deref(), now)?;
        Some((start, end))
    };
    let steps: Vec<Row> = add_estimates(build.steps.iter().map(|step| (step.clone(), span(step))));
    let end = steps.iter().filter_map(|row| row.estimate).map(|(_, end)| end).max();
    let length = time.max(build.expected.unwrap_or(0)).max(end.unwrap_or(0)).max(1);
    Some(Chart { length, estimate: build.expected, time, steps })
}

/// Adds the estimate of each step, from where it started or where the steps before it should end.
fn add_estimates(steps: impl Iterator<Item = (BuildStep, Option<Span>)>) -> Vec<Row> {
    let mut next_start = Some(0);
    let row = |(step, actual): (BuildStep, Option<Span>)| {
        let start = actual.map(|(start, _)| start).or(next_start);
        let estimate = start.zip(step.expected).map(|(start, expected)| (start, start + expected));
        let end = actual.map(|(_, end)| end);
        next_start = match step.state {
            StepState::Running => end.max(estimate.map(|(_, end)| end)),
            StepState::Waiting => estimate.map(|(_, end)| end),
            _ => end.or(next_start),
        };
        Row { step, actual, estimate }
    };
    steps.map(row).collect()
}

impl Chart {
    fn view(&self) -> AnyView {
        let rows: Vec<AnyView> = self.steps.iter().map(|row| self.row(row)).collect();
        let description = text::timeline(self.time, self.estimate);
        let whole = self.estimate.map(|estimate| {
            view! {
                <li class="whole">
                    <span class="hint">{text::ESTIMATE}</span> {self.bars(None, Some((0, estimate)), "")}
                </li>
            }
        });
        view! {
            <figure class="timeline" aria-label=text::TIMELINE>
                <ol>{rows} {whole}</ol>
                <figcaption>
                    <span>"0:00"</span> <span class="vh">{description}</span> <span class="end">{words::clock(self.length.next_multiple_of(1000))}</span>
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
        view! { <li><span class="hint">{short_step_title(row.step.kind)}</span> {self.bars(row.actual, row.estimate, class)}</li> }
            .into_any()
    }

    fn bars(&self, actual: Option<Span>, estimate: Option<Span>, class: &'static str) -> AnyView {
        let bar = |span: Span, class: &'static str| {
            let (x, width) = self.scale(span);
            view! { <rect class=class x=x width=width height="1" /> }
        };
        let ghost = estimate.map(|span| bar(span, "ghost"));
        let actual = actual.map(|span| bar(span, class));
        view! {
            <svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">{ghost} {actual}</svg>
        }
        .into_any()
    }

    /// Start and width of a bar, in units of the chart.
    fn scale(&self, (start, end): Span) -> (u64, u64) {
        let at = |time: u64| time.min(self.length) * WIDTH / self.length;
        let x = at(start).min(WIDTH - MIN_BAR);
        (x, at(end).saturating_sub(x).max(MIN_BAR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(length: u64) -> Chart {
        Chart { length, estimate: None, time: length, steps: vec![] }
    }

    fn step(state: StepState, expected: Option<u64>) -> BuildStep {
        let kind = api::StepKind::Stage;
        BuildStep { kind, state, started_at: None, finished_at: None, detail: String::new(), expected }
    }

    #[test]
    fn a_waiting_step_is_estimated_to_start_where_those_before_it_should_end() {
        let steps = [
            (step(StepState::Done, Some(10)), Some((0, 12))),
            (step(StepState::Running, Some(30)), Some((12, 20))),
            (step(StepState::Waiting, Some(5)), None),
        ];
        let estimates: Vec<_> = add_estimates(steps.into_iter()).into_iter().map(|row| row.estimate).collect();
        assert_eq!(estimates, [Some((0, 10)), Some((12, 42)), Some((42, 47))]);
        let late = [(step(StepState::Running, Some(5)), Some((0, 20))), (step(StepState::Waiting, Some(5)), None)];
        assert_eq!(add_estimates(late.into_iter())[1].estimate, Some((20, 25)), "not before the running step ends");
        let unknown = [(step(StepState::Waiting, None), None), (step(StepState::Waiting, Some(5)), None)];
        assert_eq!(add_estimates(unknown.into_iter())[1].estimate, None, "its start is unknown");
    }

    #[test]
    fn a_span_has_its_place_in_the_chart() {
        assert_eq!(chart(60_000).scale((0, 30_000)), (0, 500));
        assert_eq!(chart(60_000).scale((30_000, 60_000)), (500, 500));
    }

    #[test]
    fn a_bar_of_no_time_is_visible_and_inside_the_chart() {
        assert_eq!(chart(60_000).scale((60_000, 60_000)), (994, 6));
        assert_eq!(chart(60_000).scale((59_999, 90_000)), (994, 6));
    }
}
