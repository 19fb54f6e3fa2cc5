//! The main button: it says what it will do, and why it cannot be pressed.

use super::{
    conflict::Conflict,
    folder::Folders,
    name::NameState,
    promise::{Deed, Promise, keep},
    saving::Saving,
    text,
};
use crate::reactive::{live_if, memo, pressed};
use crate::{
    api::{self, Failure},
    features::preview::{Kind, Verdicts},
    routes::{Route, VersionTab},
    state::{
        draft::{Content, Draft},
        session::use_session,
        shortcuts::use_shortcut,
        toasts::use_toasts,
    },
    ui::{Tone, key_caps, note},
};
use ::api::{BuildState, Register, Registered, VersionReference, code};
use definition::{outside, secrets};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

/// What the button needs to know.
#[derive(Clone, Copy)]
pub struct Registering {
    /// What is registered.
    pub draft: Draft,
    /// What it was when it was begun.
    pub start: StoredValue<Content>,
    /// Where it is kept until then.
    pub saving: Saving,
    /// What is known of its name.
    pub name: Memo<NameState>,
    /// Asks about the name again when it changes.
    pub name_again: RwSignal<u32>,
    /// The verdict on it.
    pub verdicts: Verdicts,
    /// The files of its build context.
    pub folders: StoredValue<Folders>,
}

impl Registering {
    fn deed(&self) -> Deed {
        let statement = self.verdicts.statement.get();
        match statement.kind {
            Kind::Hit => Deed::Reuse,
            Kind::Miss => match statement.building {
                Some(build) => Deed::Join(build),
                None if use_session().can_build().is_ok() => Deed::Build(statement.time),
                None => Deed::RegisterOnly,
            },
            Kind::Unknown | Kind::Asking | Kind::Invalid => Deed::RegisterOnly,
        }
    }

    /// Why nothing can be registered now, until something is changed.
    fn refused(&self) -> Option<String> {
        let Self { draft, start, name, .. } = *self;
        if let Err(problem) = draft.canonical.get() {
            return Some(problem);
        }
        let unread = draft
            .sources
            .with(|sources| sources.iter().find_map(|source| Some(text::unread(source.kind, source.error.as_ref()?))));
        let outside = draft.canonical.with(|canonical| canonical.as_ref().map(outside).unwrap_or_default());
        let outside = outside.first().map(|outside| format!("{}. {}", outside.reference, outside.help));
        let secret =
            draft.definition.with(|definition| !secrets(definition).is_empty()).then(|| text::SECRET.to_owned());
        let name = name.with(|name| name.refused().map(ToOwned::to_owned));
        unread
            .or(outside)
            .or_else(|| self.folders.get_value().refused())
            .or(secret)
            .or(name)
            .or_else(|| self.unchanged(start))
    }

    fn unchanged(&self, start: StoredValue<Content>) -> Option<String> {
        let origin = self.draft.origin.get()?;
        let is_newest = self.draft.name.get() == origin.environment
            && self.name.with(NameState::next) == Some(next_of(&origin.version)?);
        let same = start.with_value(|start| self.draft.definition.with(|definition| start.definition == *definition));
        (is_newest && same).then(|| text::unchanged(&origin))
    }
}

fn next_of(version: &str) -> Option<String> {
    Some(version.parse::<u64>().ok()?.checked_add(1)?.to_string())
}

/// The button, why it cannot be pressed, and what came of pressing it.
#[component]
pub fn RegisterButton(
    /// What it needs to know.
    registering: Registering,
) -> impl IntoView {
    let Registering { draft, saving, name, name_again, verdicts, folders, .. } = registering;
    let toasts = use_toasts();
    let navigate = use_navigate();
    let session = use_session();
    let pending = RwSignal::new(false);
    let waiting = RwSignal::new(None::<Promise>);
    let failure = RwSignal::new(None::<Failure>);
    let conflict = RwSignal::new(None::<VersionReference>);
    let deed = memo(move || {
        session.workspace();
        registering.deed()
    });
    let refused = memo(move || registering.refused());
    let asking = memo(move || !verdicts.confirmed.get() || name.get() == NameState::Asking);
    let done = move |registered: Registered| {
        saving.end();
        let version = &registered.version;
        let reference = VersionReference { environment: version.environment.clone(), version: version.version.clone() };
        toasts.done(if registered.created {
            text::registered(&reference)
        } else {
            text::registered_before(&reference)
        });
        let under_way = |state| matches!(state, BuildState::Queued | BuildState::Running);
        let route = match registered.build {
            Some(build) if under_way(build.state) => Route::Build { id: build.id },
            _ => Route::Version { reference, tab: VersionTab::default() },
        };
        navigate(&route.to_string(), leptos_router::NavigateOptions::default());
    };
    let press = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        if let Some(reason) = refused.get_untracked() {
            return toasts.failed(reason);
        }
        if asking.get_untracked() {
            return waiting.set(Some(Promise::of(draft, deed)));
        }
        let target = draft.name.get_untracked();
        let wanted = name.get_untracked().next();
        let body = body(draft, wanted.clone(), deed.get_untracked() != Deed::RegisterOnly);
        let done = done.clone();
        pending.set(true);
        failure.set(None);
        conflict.set(None);
        spawn_local(async move {
            // What is registered has to have its files.
            let answer = match folders.get_value().send().await {
                Ok(()) => api::register(&target, &body).await,
                Err(failure) => Err(failure),
            };
            pending.try_set(false);
            match (answer, wanted) {
                (Ok(registered), _) => done(registered),
                (Err(refusal), Some(version)) if refusal.code == code::CONFLICT => {
                    name_again.try_update(|count| *count += 1);
                    conflict.try_set(Some(VersionReference { environment: target, version }));
                }
                (Err(refusal), _) => _ = failure.try_set(Some(refusal)),
            }
        });
    });
    keep(waiting, draft, asking, deed, press);
    use_shortcut("mod+Enter", text::REGISTER_KEY, move || press.run(()));
    let word = move || {
        if pending.get() {
            return text::REGISTERING.into();
        }
        if waiting.with(Option::is_some) {
            return text::WAITING.into();
        }
        match deed.get() {
            Deed::Reuse => text::REGISTER_REUSES.into(),
            Deed::Build(time) => text::register_and_build(time),
            Deed::Join(build) => text::register_joins(build),
            Deed::RegisterOnly => text::REGISTER_ONLY.to_owned(),
        }
    };
    view! {
        {live_if(move || conflict.get().map(|first| view! { <Conflict draft=draft first=first name=name again=press /> }))}
        {live_if(move || failure.get().map(|failure| {
            note(Tone::Bad, failure.message, view! { <p>{failure.help}</p> <p class="soft">{text::KEPT}</p> })
        }))}
        <button
            class="btn main-act block-wide"
            type="button"
            aria-disabled=Signal::derive(move || (pending.get() || waiting.with(Option::is_some) || refused.with(Option::is_some)).then_some("true"))
            aria-describedby="register-reason"
            on:click=pressed(move || press.run(()))
        >
            {word} <span class="keys wide-only" aria-hidden="true">{key_caps("mod+Enter")}</span>
        </button>
        <p class="hint reason" id="register-reason">{refused}</p>
    }
}

fn body(draft: Draft, version: Option<String>, build: bool) -> Register {
    draft.definition.with_untracked(|definition| Register {
        definition: definition.to_json(),
        version,
        digests: draft.digests.get_untracked(),
        description: draft.description.get_untracked(),
        tags: definition.tags.clone(),
        build,
        anonymous: false,
    })
}
