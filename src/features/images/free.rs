//! Free space: what would go is shown first, then it goes.

use super::text;
use crate::{
    api::{self, Failure},
    features::shared::{Act, act_on, doing, version_strip, version_title},
    reactive::{effect, entered, live, live_if, memo, pressed},
    state::{inspector::CanonicalForm, toasts::use_toasts},
    ui::{Dialog, Icon, Tone, note, problem, segmented, words},
};
use ::api::{EvictRequest, Evicted, Eviction};
use leptos::{prelude::*, task::spawn_local};

/// How many images are listed.
const LISTED: usize = 100;

/// Which images somebody thinks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Unused,
    Old,
    Least,
}

const CHOICES: [(Which, &str); 3] =
    [(Which::Unused, text::UNUSED), (Which::Old, text::OLD), (Which::Least, text::LEAST)];
/// A gigabyte.
const GB: u64 = 1_000_000_000;

#[derive(Clone, Copy)]
struct Freeing {
    open: RwSignal<bool>,
    which: RwSignal<Which>,
    days: RwSignal<u32>,
    /// How much is to be free, in gigabytes.
    room: RwSignal<u32>,
    told: RwSignal<Option<Result<Eviction, Failure>>>,
}

/// The dialog.
pub fn dialog(open: RwSignal<bool>) -> AnyView {
    let (which, told) = (RwSignal::new(Which::Unused), RwSignal::new(None));
    let freeing = Freeing { open, which, days: RwSignal::new(30), room: RwSignal::new(5), told };
    effect(move || {
        if open.get() {
            freeing.which.track();
            freeing.days.track();
            freeing.room.track();
            freeing.ask();
        }
    });
    let foot = ViewFn::from(move || foot(freeing));
    view! {
        <Dialog open=open title=text::FREE_TITLE close=Callback::new(move |()| open.set(false)) foot=foot>
            {body(freeing)}
        </Dialog>
    }
    .into_any()
}

impl Freeing {
    fn request(self, dry_run: bool) -> EvictRequest {
        let which = self.which.get_untracked();
        EvictRequest {
            hashes: Vec::new(),
            unused: which == Which::Unused,
            older_than: (which == Which::Old).then(|| self.days.get_untracked()),
            free: (which == Which::Least).then(|| u64::from(self.room.get_untracked()) * GB),
            dry_run,
        }
    }

    /// Asks what would go.
    fn ask(self) {
        let request = self.request(true);
        self.told.set(None);
        spawn_local(async move {
            let told = api::evict(&request).await;
            if self.open.try_get_untracked() == Some(true) && self.request(true) == request {
                self.told.try_set(Some(told));
            }
        });
    }
}

fn body(freeing: Freeing) -> AnyView {
    let amount = move || match freeing.which.get() {
        Which::Unused => None,
        Which::Old => Some(number(freeing.days, "3650", text::DAYS)),
        Which::Least => Some(number(freeing.room, "100000", text::GB)),
    };
    let told = move || match freeing.told.get() {
        None => view! { <p class="hint" aria-busy="true">{text::CHECKING}</p> }.into_any(),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| freeing.ask())),
        Some(Ok(eviction)) => list(&eviction),
    };
    view! {
        <p class="soft">{text::FREE_HELP}</p>
        <div class="title">
            {segmented(text::WHICH, &CHOICES, freeing.which.into(), Callback::new(move |which| freeing.which.set(which)))}
            {live_if(amount)}
        </div>
        <div class="told" role="status">{live(told)}</div>
    }
    .into_any()
}

/// A number that somebody types, and its unit.
fn number(value: RwSignal<u32>, most: &'static str, unit: &'static str) -> AnyView {
    view! {
        <label class="days">
            <input
                class="input"
                type="number"
                min="1"
                max=most
                value=value.get_untracked()
                on:change=entered(move |text| {
                    if let Ok(number) = text.parse() {
                        value.set(number);
                    }
                })
            />
            {unit}
        </label>
    }
    .into_any()
}

fn list(eviction: &Eviction) -> AnyView {
    let count = eviction.images.len();
    let tied = (eviction.tied > 0).then(|| view! { <p class="hint">{text::stays(eviction.tied)}</p> });
    if count == 0 {
        return view! { <p>{text::NOTHING_TO_FREE}</p> {tied} }.into_any();
    }
    let later = text::later(eviction.room).map(|words| note(Tone::Info, words, ()));
    let rows: Vec<AnyView> = eviction.images.iter().take(LISTED).map(row).collect();
    let more = count.saturating_sub(LISTED);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! {
        <p class="strong">{text::would_go(count, eviction.frees)}</p> {tied} {later}
        <p class="hint">{text::ORDER}</p>
        <ol class="rows going">{rows}</ol> {more}
    }
    .into_any()
}

fn row(image: &Evicted) -> AnyView {
    let loses: Vec<String> = image.loses.iter().map(version_title).collect();
    let loses =
        (!loses.is_empty()).then(|| view! { <span class="t-warn">{text::loses(&loses, image.losers as usize)}</span> });
    view! {
        <li>
            {version_strip(&image.digests, image.filled, CanonicalForm::Image(image.digests.image))}
            <span class="soft">{image.reason()}</span> {loses}
            <span class="end num">{words::bytes(image.size)}</span>
        </li>
    }
    .into_any()
}

fn foot(freeing: Freeing) -> AnyView {
    let toasts = use_toasts();
    let told = memo(move || freeing.told.get().and_then(Result::ok));
    let refused = move || match told.get() {
        None => Some(text::CHECKING.to_owned()),
        Some(eviction) => eviction.images.is_empty().then(|| text::NOTHING_TO_FREE.to_owned()),
    };
    let deed = Act {
        class: "btn danger",
        icon: Icon::Trash,
        word: text::EVICT,
        key: None,
        refused: Signal::derive(refused),
        run: doing(move || async move {
            let done = api::evict(&freeing.request(false)).await?;
            toasts.done(text::evicted(done.images.len(), done.frees));
            freeing.open.set(false);
            Ok(())
        }),
    };
    let these = move || told.get().map(|eviction| text::these(eviction.images.len())).unwrap_or_default();
    view! {
        <span class="end">
            <button class="btn" type="button" on:click=pressed(move || freeing.open.set(false))>{text::CANCEL}</button>
            {act_on(&deed, Signal::derive(these))}
        </span>
    }
    .into_any()
}
