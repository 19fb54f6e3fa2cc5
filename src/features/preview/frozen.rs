//! The versions behind names that the draft leaves open: those in the image, and those of today.

use super::{Nearest, text};
use crate::reactive::{live, live_if, memo, pressed};
use crate::{
    api::{self, Asked, ask_when},
    state::{draft::Draft, shortcuts::use_action},
    ui::{Icon, icon, small_icon, time_ago},
};
use ::api::Today;
use definition::PackageSource;
use definition::edit::{Edit, Row, pin, split};
use leptos::prelude::*;
use std::sync::Arc;

/// A row of the draft that leaves its version open, and the version in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frozen {
    row: Row,
    built: String,
    /// Whether the definition of the image asks for the same, so that today's version is one for this row too.
    same: bool,
}

impl Frozen {
    fn name(&self) -> &str {
        split(&self.row.text).0
    }

    /// What the row asks for, in words.
    fn constraint(&self) -> &str {
        let constraint = split(&self.row.text).1.trim();
        if constraint.is_empty() { text::ANY } else { constraint }
    }

    /// The edit that pins the row to a version, where its line has a place for one.
    fn pin(&self, version: &str) -> Option<Edit> {
        let after = Some(pin(&self.row, version)?);
        Some(Edit::Line { source: self.row.source, before: Some(self.row.text.clone()), after })
    }

    /// The version of today.
    fn today<'a>(&self, today: &'a Today) -> Option<&'a str> {
        let source = if self.row.source == PackageSource::Conda { "conda" } else { "pip" };
        let name = super::no_effect::key(self.row.source, &self.row.text);
        let same = |package: &&::api::PackageToday| {
            // Asked for as a conda package, pip may come with the virtual environment.
            package.name == name && (package.source == source || name == "pip")
        };
        today.packages.iter().find(same).filter(|_| self.same)?.today.as_deref()
    }
}

/// The open names with the versions in the image. Nothing while every version is given.
#[component]
pub fn FrozenPanel(
    /// What is edited.
    draft: Draft,
    /// What the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let frozen = memo(move || {
        nearest.with(|nearest| {
            let Some(nearest) = nearest else { return Vec::new() };
            draft.rows.with(|rows| rows.iter().filter_map(|row| freeze(nearest, row)).collect::<Vec<_>>())
        })
    });
    let any = memo(move || frozen.with(|frozen| !frozen.is_empty()));
    let hash = memo(move || nearest.with(|nearest| nearest.as_ref().map(|nearest| nearest.image.hash)));
    let today = ask_when(move || hash.get().filter(|_| any.get()).map(api::today));
    let pin_all = move || {
        let pins: Vec<Edit> =
            frozen.with_untracked(|frozen| frozen.iter().filter_map(|one| one.pin(&one.built)).collect());
        let title = nearest.with_untracked(|nearest| nearest.as_ref().map(|nearest| nearest.title()));
        draft.apply(&pins, text::pinned_all(pins.len(), &title.unwrap_or_default()));
    };
    live_if(move || {
        any.get().then(|| {
            use_action(text::PIN_ALL_KEY, pin_all);
            view! {
                <section class="panel frozen">
                    <header>
                        <h2>{text::FROZEN}</h2>
                        <button class="btn small end" type="button" on:click=pressed(pin_all)>
                            {small_icon(Icon::Pin)} {text::PIN_ALL}
                        </button>
                    </header>
                    <ul class="body facts">
                        {live(move || frozen.get().into_iter().take(text::MORE).map(|one| item(draft, one, today)).collect::<Vec<_>>())}
                        {live_if(move || {
                            let all = frozen.with(Vec::len);
                            (all > text::MORE).then(|| view! { <li class="quiet">{icon(Icon::Pin)} <span>{text::more(all - text::MORE)}</span></li> })
                        })}
                    </ul>
                    <p class="hint asked">{live(move || asked(today))}</p>
                </section>
            }
        })
    })
}

fn freeze(nearest: &Nearest, row: &Row) -> Option<Frozen> {
    let built = nearest.frozen(row)?.to_owned();
    Some(Frozen { row: row.clone(), built, same: nearest.change(row).is_none() })
}

fn item(draft: Draft, frozen: Frozen, today: Asked<Today>) -> AnyView {
    let pin = move |frozen: &Frozen, version: &str| {
        let edits: Vec<Edit> = frozen.pin(version).into_iter().collect();
        draft.apply(&edits, text::pinned(frozen.name(), version));
    };
    let name = frozen.name().to_owned();
    let constraint = frozen.constraint().to_owned();
    let built = frozen.built.clone();
    let as_built = text::pin_as_built(&name, &built);
    let of_today = {
        let frozen = frozen.clone();
        live_if(move || {
            let today = today.known()?;
            let version = frozen.today(&today)?.to_owned();
            if version == frozen.built {
                return Some(view! { <span class="quiet">{text::SAME_TODAY}</span> }.into_any());
            }
            let label = text::pin_newest(frozen.name(), &version);
            let (frozen, newest) = (frozen.clone(), version.clone());
            Some(
                view! {
                    <span class="quiet">{text::TODAY}</span>
                    <button class="btn bare mono" type="button" aria-label=label.clone() title=label on:click=pressed(move || pin(&frozen, &newest))>
                        {version}
                    </button>
                }
                .into_any(),
            )
        })
    };
    let pinnable = frozen.pin(&built).is_some();
    let button = if pinnable {
        view! {
            <button class="icon-btn" type="button" aria-label=as_built.clone() title=as_built on:click=pressed(move || pin(&frozen, &frozen.built))>
                {small_icon(Icon::Pin)}
            </button>
        }
        .into_any()
    } else {
        icon(Icon::Pin)
    };
    view! {
        <li>{button} <span><code>{name}</code> " " {constraint}</span> <span class="end"><code>{built}</code> {of_today}</span></li>
    }
    .into_any()
}

/// When the indexes were asked, or why they did not tell.
fn asked(today: Asked<Today>) -> AnyView {
    match today.get() {
        None => text::ASKING_INDEXES.into_any(),
        Some(Ok(today)) => view! { {text::ASKED_INDEXES} " " {time_ago(&today.asked_at)} }.into_any(),
        Some(Err(failure)) => view! {
            {text::no_today(&failure.message, failure.help.as_deref())} " "
            <button class="btn small" type="button" on:click=pressed(move || today.again())>{text::ASK_AGAIN}</button>
        }
        .into_any(),
    }
}
