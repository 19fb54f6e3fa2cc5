//! How the images of a hash fell behind what the indexes hold, as a picture: each rises from its build on, and the next
//! build begins at the bottom again.

use super::text;
use crate::{
    api::{self, Asked, ask},
    browser::dates,
    reactive::live,
    state::clock::use_now,
};
use ::api::{ImageHistory, PackageToday, Today};
use definition::Digest;
use leptos::prelude::*;

/// How wide and how high the picture is, in parts; it is stretched to the room that it has.
const WIDE: f64 = 1000.0;
const HIGH: f64 = 100.0;

/// From a build to the one that took its place, or until now.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    /// When it was built, in milliseconds since 1970.
    from: f64,
    /// When the next one was, or now.
    until: f64,
    /// How many packages had moved by then.
    moved: usize,
    /// Whether it is the current image.
    current: bool,
}

/// The panel; the indexes are asked for its end.
pub fn panel(hash: Digest, history: &ImageHistory) -> AnyView {
    let today = ask(move || api::today(hash));
    let now = use_now();
    let history = history.clone();
    let picture = live(move || {
        let moving = today.known().map(|today| today.packages.iter().filter(|package| package.moves()).count());
        draw(&spans(&history, moving, now.get()), now.get())
    });
    view! {
        <section class="panel">
            <header><h2>{text::DRIFT}</h2> <span class="end hint">{text::DRIFT_HINT}</span></header>
            <figure class="body trend" aria-label=text::DRIFT>
                {picture}
                <p class="soft" role="status">{live(move || said(today))}</p>
            </figure>
        </section>
    }
    .into_any()
}

fn said(today: Asked<Today>) -> String {
    match today.get() {
        None => text::ASKING_TODAY.into(),
        Some(Ok(today)) => {
            let count = |which: fn(&&PackageToday) -> bool| today.packages.iter().filter(which).count();
            text::behind(count(|package| package.moves()), count(|package| package.built.is_some()))
        }
        Some(Err(failure)) => text::no_today(&failure.message, failure.help.as_deref()),
    }
}

/// The history, the first build first. The last span is the current image's, once it is known how much of it would move.
fn spans(history: &ImageHistory, moving: Option<usize>, now: f64) -> Vec<Span> {
    let mut built: Vec<(f64, usize, bool)> = history
        .items
        .iter()
        .filter_map(|past| Some((dates::parse(&past.built_at)?, past.moved.len(), past.current)))
        .collect();
    built.reverse();
    spans_of(&built, moving, now)
}

fn spans_of(built: &[(f64, usize, bool)], moving: Option<usize>, now: f64) -> Vec<Span> {
    let replaced =
        built.windows(2).map(|pair| Span { from: pair[0].0, until: pair[1].0, moved: pair[1].1, current: false });
    let current = built.iter().find(|(_, _, current)| *current).map(|(from, ..)| Span {
        from: *from,
        until: now,
        moved: moving.unwrap_or(0),
        current: true,
    });
    replaced.chain(current).collect()
}

fn draw(spans: &[Span], now: f64) -> AnyView {
    let Some(begin) = spans.iter().map(|span| span.from).reduce(f64::min) else { return ().into_any() };
    let most = spans.iter().map(|span| span.moved).max().unwrap_or(0);
    let across = |time: f64| WIDE * (time - begin) / (now - begin).max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "counts of packages")]
    let up = |moved: usize| HIGH - HIGH * moved as f64 / most.max(1) as f64;
    let shapes = spans.iter().map(|span| {
        let (left, right) = (across(span.from), across(span.until));
        let points = format!("{left:.1},{HIGH} {right:.1},{:.1} {right:.1},{HIGH}", up(span.moved));
        let class = if span.current { "now" } else { "then" };
        view! { <polygon class=class points=points /> <path d=format!("M{left:.1} 0V{HIGH}") /> }.into_any()
    });
    let shapes: Vec<AnyView> = shapes.collect();
    view! {
        <p class="hint">{text::packages(most)}</p>
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>
        <figcaption class="hint"><span>{dates::short_day(begin, now)}</span> <span>{text::NOW}</span></figcaption>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_image_falls_behind_until_the_next_is_built_and_the_current_one_until_now() {
        let spans = spans_of(&[(10.0, 0, false), (30.0, 3, true)], Some(4), 40.0);
        let span = |from, until, moved, current| Span { from, until, moved, current };
        assert_eq!(spans, [span(10.0, 30.0, 3, false), span(30.0, 40.0, 4, true)]);
    }

    #[test]
    fn an_older_image_that_was_restored_goes_on_from_its_own_build() {
        let spans = spans_of(&[(10.0, 0, true), (30.0, 3, false)], None, 40.0);
        assert_eq!(spans.last().map(|span| (span.from, span.until, span.moved)), Some((10.0, 40.0, 0)));
    }
}
