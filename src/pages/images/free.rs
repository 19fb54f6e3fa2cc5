//! The dialog that frees space: it lists the images that would be deleted first.

use super::text;
use crate::{
    api::{self, Failure},
    components::{
        action::{Action, action_button, handler},
        strips::version_strip,
    },
    reactive::{effect, entered, live, live_if, memo, pressed},
    state::{inspector::CanonicalForm, toasts::use_toasts},
    titles::version_title,
    ui::{Dialog, Icon, Tone, note, problem, segmented, words},
};
use ::api::{EvictRequest, Evicted, Eviction};
use leptos::{prelude::*, task::spawn_local};

const MAX_IMAGES: usize = 100;

/// Which images to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selection {
    Unused,
    Old,
    Space,
}

const CHOICES: [(Selection, &str); 3] =
    [(Selection::Unused, text::UNUSED), (Selection::Old, text::OLD), (Selection::Space, text::SPACE)];
/// Bytes in a gigabyte.
const GB: u64 = 1_000_000_000;

#[derive(Clone, Copy)]
struct FreeSpace {
    open: RwSignal<bool>,
    selection: RwSignal<Selection>,
    days: RwSignal<u32>,
    /// In gigabytes.
    space: RwSignal<u32>,
    /// What would be deleted.
    preview: RwSignal<Option<Result<Eviction, Failure>>>,
}

pub fn dialog(open: RwSignal<bool>) -> AnyView {
    let (selection, preview) = (RwSignal::new(Selection::Unused), RwSignal::new(None));
    let dialog = FreeSpace { open, selection, days: RwSignal::new(30), space: RwSignal::new(5), preview };
    effect(move || {
        if open.get() {
            dialog.selection.track();
            dialog.days.track();
            dialog.space.track();
            dialog.load();
        }
    });
    let foot = ViewFn::from(move || foot(dialog));
    view! {
        <Dialog open=open title=text::FREE close=Callback::new(move |()| open.set(false)) foot=foot>
            {body(dialog)}
        </Dialog>
    }
    .into_any()
}

impl FreeSpace {
    fn request(self, dry_run: bool) -> EvictRequest {
        let selection = self.selection.get_untracked();
        EvictRequest {
            hashes: Vec::new(),
            unused: selection == Selection::Unused,
            older_than: (selection == Selection::Old).then(|| self.days.get_untracked()),
            free: (selection == Selection::Space).then(|| u64::from(self.space.get_untracked()) * GB),
            dry_run,
        }
    }

    /// Requests what would be deleted.
    fn load(self) {
        let request = self.request(true);
        self.preview.set(None);
        spawn_local(async move {
            let preview = api::evict(&request).await;
            if self.open.try_get_untracked() == Some(true) && self.request(true) == request {
                self.preview.try_set(Some(preview));
            }
        });
    }
}

fn body(dialog: FreeSpace) -> AnyView {
    let amount = move || match dialog.selection.get() {
        Selection::Unused => None,
        Selection::Old => Some(number(dialog.days, "3650", text::DAYS)),
        Selection::Space => Some(number(dialog.space, "100000", text::GB)),
    };
    let preview = move || match dialog.preview.get() {
        None => view! { <p class="hint" aria-busy="true">{text::CHECKING}</p> }.into_any(),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| dialog.load())),
        Some(Ok(eviction)) => list(&eviction),
    };
    view! {
        <p class="soft">{text::FREE_HELP}</p>
        <div class="title">
            {segmented(text::WHICH, &CHOICES, dialog.selection.into(), Callback::new(move |selection| dialog.selection.set(selection)))}
            {live_if(amount)}
        </div>
        <div class="told" role="status">{live(preview)}</div>
    }
    .into_any()
}

/// A field for a number with its unit.
fn number(value: RwSignal<u32>, max: &'static str, unit: &'static str) -> AnyView {
    view! {
        <label class="days">
            <input
                class="input"
                type="number"
                min="1"
                max=max
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
    let tied = (eviction.tied > 0).then(|| view! { <p class="hint">{text::kept(eviction.tied)}</p> });
    if count == 0 {
        return view! { <p>{text::NOTHING_TO_FREE}</p> {tied} }.into_any();
    }
    let later = text::freed_later(eviction.room).map(|message| note(Tone::Info, message, ()));
    let rows: Vec<AnyView> = eviction.images.iter().take(MAX_IMAGES).map(row).collect();
    let more = count.saturating_sub(MAX_IMAGES);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! {
        <p class="strong">{text::would_delete(count, eviction.frees)}</p> {tied} {later}
        <p class="hint">{text::ORDER}</p>
        <ol class="rows going">{rows}</ol> {more}
    }
    .into_any()
}

fn row(image: &Evicted) -> AnyView {
    let losers: Vec<String> = image.loses.iter().map(version_title).collect();
    let losers = (!losers.is_empty())
        .then(|| view! { <span class="t-warn">{text::need_rebuild(&losers, image.losers as usize)}</span> });
    view! {
        <li>
            {version_strip(&image.digests, image.filled, CanonicalForm::Image(image.digests.image))}
            <span class="soft">{image.reason()}</span> {losers}
            <span class="end num">{words::bytes(image.size)}</span>
        </li>
    }
    .into_any()
}

fn foot(dialog: FreeSpace) -> AnyView {
    let toasts = use_toasts();
    let preview = memo(move || dialog.preview.get().and_then(Result::ok));
    let disabled = move || match preview.get() {
        None => Some(text::CHECKING.to_owned()),
        Some(eviction) => eviction.images.is_empty().then(|| text::NOTHING_TO_FREE.to_owned()),
    };
    let label = move || text::delete(preview.get().map_or(0, |eviction| eviction.images.len()));
    let button = action_button(&Action {
        class: "btn danger",
        icon: Icon::Trash,
        label: Signal::derive(label),
        shortcut: None,
        disabled: Signal::derive(disabled),
        run: handler(move || async move {
            let done = api::evict(&dialog.request(false)).await?;
            toasts.done(text::deleted(done.images.len(), done.frees));
            dialog.open.set(false);
            Ok(())
        }),
    });
    view! {
        <span class="end">
            <button class="btn" type="button" on:click=pressed(move || dialog.open.set(false))>{text::CANCEL}</button>
            {button}
        </span>
    }
    .into_any()
}
