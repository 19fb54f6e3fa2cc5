//! How far an image is from what a build of today would make: in a sentence, and as parts of a bar.

use super::text;
use crate::{
    api::Asked,
    reactive::{live, pressed},
    ui::{parts, time_ago},
};
use ::api::{PackageToday, Today};
use leptos::prelude::*;

/// How a package moves, the smallest change first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Move {
    Stays,
    Patch,
    Minor,
    Major,
    Comes,
    Goes,
}

const MOVES: [Move; 6] = [Move::Stays, Move::Patch, Move::Minor, Move::Major, Move::Comes, Move::Goes];

impl Move {
    fn of(package: &PackageToday) -> Self {
        match (&package.built, &package.today) {
            (Some(built), Some(today)) if built != today => Self::between(built, today),
            (Some(_), Some(_)) | (None, None) => Self::Stays,
            (None, Some(_)) => Self::Comes,
            (Some(_), None) => Self::Goes,
        }
    }

    /// By the first number that differs.
    fn between(built: &str, today: &str) -> Self {
        let numbers =
            |version: &str| -> Vec<String> { version.split(['.', '+', '-', '_']).map(str::to_owned).collect() };
        let (built, today) = (numbers(built), numbers(today));
        match built.iter().zip(&today).position(|(built, today)| built != today) {
            Some(0) => Self::Major,
            Some(1) => Self::Minor,
            _ => Self::Patch,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Comes => "comes",
            Self::Goes => "goes",
        }
    }

    fn words(self, count: usize) -> String {
        let verb = if count == 1 { "s" } else { "" };
        match self {
            Self::Stays => format!("{count} stay{verb}"),
            Self::Patch => format!("{count} by a patch"),
            Self::Minor => format!("{count} by a minor version"),
            Self::Major => format!("{count} by a major version"),
            Self::Comes => format!("{count} come{verb}"),
            Self::Goes if count == 1 => "1 goes".into(),
            Self::Goes => format!("{count} go"),
        }
    }
}

/// What stands above the packages.
pub fn head(packages: usize, today: Asked<Today>) -> AnyView {
    let said = live(move || match today.get() {
        _ if packages == 0 => ().into_any(),
        None => view! { <p class="hint">{text::ASKING_TODAY}</p> }.into_any(),
        Some(Ok(today)) => told(&today),
        Some(Err(failure)) => view! {
            <p class="hint">{text::no_today(&failure.message, failure.help.as_deref())}</p>
            <button class="btn small" type="button" on:click=pressed(move || today.again())>{text::ASK_AGAIN}</button>
        }
        .into_any(),
    });
    view! { <div class="drift" role="status">{said}</div> }.into_any()
}

fn told(today: &Today) -> AnyView {
    let moves: Vec<Move> = today.packages.iter().map(Move::of).collect();
    let count = |kind: Move| moves.iter().filter(|moved| **moved == kind).count();
    let moving = moves.len() - count(Move::Stays);
    let counts = MOVES.map(|kind| (kind, count(kind)));
    let found = || counts.iter().filter(|(_, count)| *count > 0);
    let bar = parts(found().map(|(kind, count)| (kind.class(), *count)).collect());
    let legend: Vec<AnyView> = found()
        .map(|(kind, count)| {
            view! { <li><span class=format!("swatch {}", kind.class()) aria-hidden="true"></span> {kind.words(*count)}</li> }.into_any()
        })
        .collect();
    view! {
        <p>{text::drift(moving, moves.len() - count(Move::Comes))}</p>
        {bar}
        <ul class="legend hint">{legend} <li>{text::ASKED} " " {time_ago(&today.asked_at)}</li></ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_as_large_as_the_first_number_that_differs() {
        let moved = |built: &str, today: &str| Move::between(built, today);
        assert_eq!(moved("1.14.0", "1.14.1"), Move::Patch);
        assert_eq!(moved("1.14.0", "1.15"), Move::Minor);
        assert_eq!(moved("4.4.0", "5.0"), Move::Major);
        assert_eq!(moved("1.0", "1.0.post1"), Move::Patch);
        assert_eq!(moved("2024.1", "2025.1"), Move::Major);
    }
}
