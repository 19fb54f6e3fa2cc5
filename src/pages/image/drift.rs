//! How far the images of a hash fell behind the package indexes, as a chart: each line rises from a build until the next one.

use super::text;
use crate::{
    api::{self, Query, use_query},
    browser::dates,
    reactive::live,
    state::clock::use_now,
};
use ::api::{ImageHistory, PackageToday, Today};
use definition::Digest;
use leptos::prelude::*;

/// The size of the chart in its own units; it is stretched to the space that it gets.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 100.0;

/// The time from a build to the one that replaced it, or until now.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    /// In milliseconds since 1970.
    from: f64,
    until: f64,
    /// How many packages had changed by then.
    changed: usize,
    is_current: bool,
}

/// The panel; it asks the package indexes for the last point.
pub fn panel(hash: Digest, history: &ImageHistory) -> AnyView {
    let today = use_query(move || api::today(hash));
    let now = use_now();
    let history = history.clone();
    let chart = live(move || {
        let changing = today.data().map(|today| today.packages.iter().filter(|package| package.moves()).count());
        draw(&spans(&history, changing, now.get()), now.get())
    });
    view! {
        <section class="panel">
            <header><h2>{text::DRIFT}</h2> <span class="end hint">{text::DRIFT_HINT}</span></header>
            <figure class="body trend" aria-label=text::DRIFT>
                {chart}
                <p class="soft" role="status">{live(move || status(today))}</p>
            </figure>
        </section>
    }
    .into_any()
}

fn status(today: Query<Today>) -> String {
    match today.get() {
        None => text::CHECKING_INDEXES.into(),
        Some(Ok(today)) => {
            let count = |which: fn(&&PackageToday) -> bool| today.packages.iter().filter(which).count();
            text::behind(count(|package| package.moves()), count(|package| package.built.is_some()))
        }
        Some(Err(failure)) => text::indexes_failed(&failure.message, failure.help.as_deref()),
    }
}

/// The spans of a history, oldest first. The last is the one of the current image.
fn spans(history: &ImageHistory, changing: Option<usize>, now: f64) -> Vec<Span> {
    let mut built: Vec<(f64, usize, bool)> = history
        .items
        .iter()
        .filter_map(|past| Some((dates::parse(&past.built_at)?, past.moved.len(), past.current)))
        .collect();
    built.reverse();
    spans_of(&built, changing, now)
}

fn spans_of(built: &[(f64, usize, bool)], changing: Option<usize>, now: f64) -> Vec<Span> {
    let replaced =
        built.windows(2).map(|pair| Span { from: pair[0].0, until: pair[1].0, changed: pair[1].1, is_current: false });
    let current = built.iter().find(|(_, _, current)| *current).map(|(from, ..)| Span {
        from: *from,
        until: now,
        changed: changing.unwrap_or(0),
        is_current: true,
    });
    replaced.chain(current).collect()
}

fn draw(spans: &[Span], now: f64) -> AnyView {
    let Some(begin) = spans.iter().map(|span| span.from).reduce(f64::min) else { return ().into_any() };
    let max = spans.iter().map(|span| span.changed).max().unwrap_or(0);
    let across = |time: f64| WIDTH * (time - begin) / (now - begin).max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "counts of packages")]
    let up = |changed: usize| HEIGHT - HEIGHT * changed as f64 / max.max(1) as f64;
    let shapes = spans.iter().map(|span| {
        let (left, right) = (across(span.from), across(span.until));
        let points = format!("{left:.1},{HEIGHT} {right:.1},{:.1} {right:.1},{HEIGHT}", up(span.changed));
        let class = if span.is_current { "now" } else { "then" };
        view! { <polygon class=class points=points /> <path d=format!("M{left:.1} 0V{HEIGHT}") /> }.into_any()
    });
    let shapes: Vec<AnyView> = shapes.collect();
    view! {
        <p class="hint">{text::packages(max)}</p>
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>
        <figcaption class="hint"><span>{dates::short_day(begin, now)}</span> <span>{text::TODAY}</span></figcaption>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_image_falls_behind_until_the_next_is_built_and_the_current_one_until_now() {
        let spans = spans_of(&[(10.0, 0, false), (30.0, 3, true)], Some(4), 40.0);
        let span = |from, until, changed, is_current| Span { from, until, changed, is_current };
        assert_eq!(spans, [span(10.0, 30.0, 3, false), span(30.0, 40.0, 4, true)]);
    }

    #[test]
    fn a_restored_older_image_continues_from_its_own_build() {
        let spans = spans_of(&[(10.0, 0, true), (30.0, 3, false)], None, 40.0);
        assert_eq!(spans.last().map(|span| (span.from, span.until, span.changed)), Some((10.0, 40.0, 0)));
    }
}
