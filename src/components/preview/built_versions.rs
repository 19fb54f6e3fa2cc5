//! The packages without a version: which version is in the nearest image, and which one is the newest today.

use super::{Nearest, no_effect::key, text};
use crate::{
    api::{self, Query, use_query_if},
    reactive::{live, live_if, memo, pressed},
    state::{
        draft::{Draft, Edit},
        shortcuts::use_action,
    },
    ui::{Icon, icon, small_icon, time_ago},
};
use ::api::Today;
use definition::{
    PackageSource,
    edit::{self, Row, pin, split},
};
use leptos::prelude::*;
use std::sync::Arc;

/// A row of the draft without a version, and the version in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OpenPackage {
    row: Row,
    built: String,
    /// Whether the definition of the image has the same constraint, so that today's version fits this row, too.
    is_same: bool,
}

impl OpenPackage {
    fn name(&self) -> &str {
        split(&self.row.text).0
    }

    fn constraint(&self) -> &str {
        let constraint = split(&self.row.text).1.trim();
        if constraint.is_empty() { text::ANY } else { constraint }
    }

    /// The edit that pins the row to a version; `None` for a line that has no place for one.
    fn pin(&self, version: &str) -> Option<edit::Edit> {
        let after = Some(pin(&self.row, version)?);
        Some(edit::Edit::Line { source: self.row.source, before: Some(self.row.text.clone()), after })
    }

    /// The newest version today.
    fn newest<'a>(&self, today: &'a Today) -> Option<&'a str> {
        let source = if self.row.source == PackageSource::Conda { "conda" } else { "pip" };
        let name = key(self.row.source, &self.row.text);
        let same = |package: &&::api::PackageToday| {
            // pip as a conda package may come from the virtual environment.
            package.name == name && (package.source == source || name == "pip")
        };
        today.packages.iter().find(same).filter(|_| self.is_same)?.today.as_deref()
    }
}

/// Shown while there are packages without a version.
#[component]
pub fn BuiltVersionsPanel(
    draft: Draft,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let packages = memo(move || {
        nearest.with(|nearest| {
            let Some(nearest) = nearest else { return Vec::new() };
            draft.rows().with(|rows| rows.iter().filter_map(|row| open_package(nearest, row)).collect::<Vec<_>>())
        })
    });
    let has_packages = memo(move || packages.with(|packages| !packages.is_empty()));
    let hash = memo(move || nearest.with(|nearest| nearest.as_ref().map(|nearest| nearest.image.hash)));
    let changes = use_query_if(move || hash.get().filter(|_| has_packages.get()).map(api::today));
    let pin_all = move || {
        let edits: Vec<edit::Edit> =
            packages.with_untracked(|packages| packages.iter().filter_map(|it| it.pin(&it.built)).collect());
        let title = nearest.with_untracked(|nearest| nearest.as_ref().map(|nearest| nearest.title()));
        let summary = text::pinned_all(edits.len(), &title.unwrap_or_default());
        draft.apply(Edit::Suggestion { edits, summary });
    };
    live_if(move || {
        has_packages.get().then(|| {
            use_action(text::PIN_ALL_KEY, pin_all);
            view! {
                <section class="panel frozen">
                    <header>
                        <h2>{text::BUILT_VERSIONS}</h2>
                        <button class="btn small end" type="button" on:click=pressed(pin_all)>
                            {small_icon(Icon::Pin)} {text::PIN_ALL}
                        </button>
                    </header>
                    <ul class="body facts">
                        {live(move || packages.get().into_iter().take(text::MAX_ITEMS).map(|package| item(draft, package, changes)).collect::<Vec<_>>())}
                        {live_if(move || {
                            let count = packages.with(Vec::len);
                            (count > text::MAX_ITEMS).then(|| view! { <li class="quiet">{icon(Icon::Pin)} <span>{text::more(count - text::MAX_ITEMS)}</span></li> })
                        })}
                    </ul>
                    <p class="hint asked">{live(move || checked(changes))}</p>
                </section>
            }
        })
    })
}

fn open_package(nearest: &Nearest, row: &Row) -> Option<OpenPackage> {
    let built = nearest.built_version(row)?.to_owned();
    Some(OpenPackage { row: row.clone(), built, is_same: nearest.change(row).is_none() })
}

fn item(draft: Draft, package: OpenPackage, changes: Query<Today>) -> AnyView {
    let pin = move |package: &OpenPackage, version: &str| {
        let edits: Vec<edit::Edit> = package.pin(version).into_iter().collect();
        draft.apply(Edit::Suggestion { edits, summary: text::pinned(package.name(), version) });
    };
    let name = package.name().to_owned();
    let constraint = package.constraint().to_owned();
    let built = package.built.clone();
    let pin_label = text::pin_to_built(&name, &built);
    let newest = {
        let package = package.clone();
        live_if(move || {
            let today = changes.data()?;
            let version = package.newest(&today)?.to_owned();
            if version == package.built {
                return Some(view! { <span class="quiet">{text::SAME_TODAY}</span> }.into_any());
            }
            let label = text::pin_newest(package.name(), &version);
            let (package, newest) = (package.clone(), version.clone());
            Some(
                view! {
                    <span class="quiet">{text::TODAY}</span>
                    <button class="btn bare mono" type="button" aria-label=label.clone() title=label on:click=pressed(move || pin(&package, &newest))>
                        {version}
                    </button>
                }
                .into_any(),
            )
        })
    };
    let can_pin = package.pin(&built).is_some();
    let button = if can_pin {
        view! {
            <button class="icon-btn" type="button" aria-label=pin_label.clone() title=pin_label on:click=pressed(move || pin(&package, &package.built))>
                {small_icon(Icon::Pin)}
            </button>
        }
        .into_any()
    } else {
        icon(Icon::Pin)
    };
    view! {
        <li>{button} <span><code>{name}</code> " " {constraint}</span> <span class="end"><code>{built}</code> {newest}</span></li>
    }
    .into_any()
}

/// When the indexes were checked, or why they could not be checked.
fn checked(changes: Query<Today>) -> AnyView {
    match changes.get() {
        None => text::CHECKING_INDEXES.into_any(),
        Some(Ok(today)) => view! { {text::CHECKED_INDEXES} " " {time_ago(&today.asked_at)} }.into_any(),
        Some(Err(failure)) => view! {
            {text::not_checked(&failure.message, failure.help.as_deref())} " "
            <button class="btn small" type="button" on:click=pressed(move || changes.refetch())>{text::TRY_AGAIN}</button>
        }
        .into_any(),
    }
}
