//! The packages of the image, and their drift from what a build today would install: a sentence, and a bar.

use super::text;
use crate::{
    api::{self, Query, use_query_if},
    components::locked_packages::locked_packages,
    reactive::{live, pressed},
    ui::{parts, problem, time_ago, words},
};
use ::api::{Image, PackageToday, Today};
use leptos::prelude::*;

pub fn title(image: Query<Image>) -> String {
    match image.get() {
        Some(Ok(image)) => text::as_built(image.lock.len()),
        _ => text::AS_BUILT.into(),
    }
}

/// The indexes are checked only when the packages are shown.
pub fn show(image: Query<Image>) -> AnyView {
    let drift = use_query_if(move || {
        let image = image.data().filter(|image| !image.lock.is_empty())?;
        Some(api::today(image.hash()))
    });
    live(move || match image.get() {
        Some(Ok(image)) if image.lock.is_empty() => view! { <p class="hint pad">{text::NOTHING_LOCKED}</p> }.into_any(),
        Some(Ok(image)) => {
            view! { {drift_head(image.lock.len(), drift)} {locked_packages(&image.lock, Some(drift))} }.into_any()
        }
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| image.refetch())),
        _ => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    })
}

/// The change of a package, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Same,
    Patch,
    Minor,
    Major,
    Added,
    Removed,
}

const CHANGES: [Change; 6] =
    [Change::Same, Change::Patch, Change::Minor, Change::Major, Change::Added, Change::Removed];

impl Change {
    fn of(package: &PackageToday) -> Self {
        match (&package.built, &package.today) {
            (Some(built), Some(today)) if built != today => Self::between(built, today),
            (Some(_), Some(_)) | (None, None) => Self::Same,
            (None, Some(_)) => Self::Added,
            (Some(_), None) => Self::Removed,
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

    /// As in the style sheet.
    fn class(self) -> &'static str {
        match self {
            Self::Same => "stays",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Added => "comes",
            Self::Removed => "goes",
        }
    }

    fn words(self, count: usize) -> String {
        match self {
            Self::Same => format!("{count} unchanged"),
            Self::Patch => words::count(count, "patch", "patches"),
            Self::Minor => words::count(count, "minor version", "minor versions"),
            Self::Major => words::count(count, "major version", "major versions"),
            Self::Added => format!("{count} added"),
            Self::Removed => format!("{count} removed"),
        }
    }
}

/// Above the packages.
fn drift_head(packages: usize, drift: Query<Today>) -> AnyView {
    let content = live(move || match drift.get() {
        _ if packages == 0 => ().into_any(),
        None => view! { <p class="hint">{text::CHECKING_INDEXES}</p> }.into_any(),
        Some(Ok(drift)) => summary(&drift),
        Some(Err(failure)) => view! {
            <p class="hint">{text::not_checked(&failure.message, failure.help.as_deref())}</p>
            <button class="btn small" type="button" on:click=pressed(move || drift.refetch())>{text::TRY_AGAIN}</button>
        }
        .into_any(),
    });
    view! { <div class="drift" role="status">{content}</div> }.into_any()
}

fn summary(drift: &Today) -> AnyView {
    let changes: Vec<Change> = drift.packages.iter().map(Change::of).collect();
    let count = |kind: Change| changes.iter().filter(|change| **change == kind).count();
    let changing = changes.len() - count(Change::Same);
    let counts = CHANGES.map(|kind| (kind, count(kind)));
    let found = || counts.iter().filter(|(_, count)| *count > 0);
    let bar = parts(found().map(|(kind, count)| (kind.class(), *count)).collect());
    let legend: Vec<AnyView> = found()
        .map(|(kind, count)| {
            view! { <li><span class=format!("swatch {}", kind.class()) aria-hidden="true"></span> {kind.words(*count)}</li> }.into_any()
        })
        .collect();
    view! {
        <p>{text::drift(changing, changes.len() - count(Change::Added))}</p>
        {bar}
        <ul class="legend hint">{legend} <li>{text::CHECKED} " " {time_ago(&drift.asked_at)}</li></ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_as_large_as_the_first_number_that_differs() {
        let change = |built: &str, today: &str| Change::between(built, today);
        assert_eq!(change("1.14.0", "1.14.1"), Change::Patch);
        assert_eq!(change("1.14.0", "1.15"), Change::Minor);
        assert_eq!(change("4.4.0", "5.0"), Change::Major);
        assert_eq!(change("1.0", "1.0.post1"), Change::Patch);
        assert_eq!(change("2024.1", "2025.1"), Change::Major);
    }
}
