//! The main button: its label says what it will do, and a hint why it is disabled.

mod conflict;
mod name;
mod pending;

pub use name::{NameFields, NameState, use_name_state};

use super::{folder::Folders, text};
use crate::{
    api::{self, Failure},
    components::preview::{LiveVerdict, VerdictKind},
    reactive::{live_if, memo, pressed},
    routes::{Route, VersionTab},
    state::{
        draft::{Content, Draft, autosave::Autosave},
        session::use_session,
        shortcuts::use_shortcut,
        toasts::use_toasts,
    },
    ui::{Tone, key_caps, note},
};
use ::api::{BuildState, Register, Registered, VersionReference, code};
use conflict::Conflict;
use definition::{outside, secrets};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use pending::{PendingSubmit, SubmitAction, submit_when_confirmed};

/// What the button depends on.
#[derive(Clone, Copy)]
pub struct Registration {
    pub draft: Draft,
    /// The draft before the first change.
    pub start: StoredValue<Content>,
    pub autosave: Autosave,
    pub name: Memo<NameState>,
    /// Checks the name again when it changes.
    pub name_refetch: RwSignal<u32>,
    pub verdict: LiveVerdict,
    /// The files of the build context.
    pub folders: StoredValue<Folders>,
}

impl Registration {
    fn action(&self) -> SubmitAction {
        let statement = self.verdict.statement.get();
        match statement.kind {
            VerdictKind::Hit => SubmitAction::Reuse,
            VerdictKind::Miss => match statement.building {
                Some(build) => SubmitAction::Join(build),
                None if use_session().can_build().is_ok() => SubmitAction::Build(statement.estimate),
                None => SubmitAction::RegisterOnly,
            },
            VerdictKind::Unknown | VerdictKind::Pending | VerdictKind::Invalid => SubmitAction::RegisterOnly,
        }
    }

    /// Why nothing can be registered until something is changed.
    fn disabled_reason(&self) -> Option<String> {
        let Self { draft, start, name, .. } = *self;
        if let Err(problem) = draft.canonical().get() {
            return Some(problem);
        }
        let unreadable = draft.sources().with(|sources| {
            sources.iter().find_map(|source| Some(text::unreadable(source.kind, source.error.as_ref()?)))
        });
        let outside = draft.canonical().with(|canonical| canonical.as_ref().map(outside).unwrap_or_default());
        let outside = outside.first().map(|outside| text::outside(&outside.reference, &outside.help));
        let secret =
            draft.definition().with(|definition| !secrets(definition).is_empty()).then(|| text::SECRET.to_owned());
        let name = name.with(|name| name.problem().map(ToOwned::to_owned));
        unreadable
            .or(outside)
            .or_else(|| self.folders.get_value().disabled_reason())
            .or(secret)
            .or(name)
            .or_else(|| self.unchanged(start))
    }

    fn unchanged(&self, start: StoredValue<Content>) -> Option<String> {
        let origin = self.draft.origin().get()?;
        let is_newest = self.draft.name().get() == origin.environment
            && self.name.with(NameState::next) == Some(next_of(&origin.version)?);
        let same = start.with_value(|start| self.draft.definition().with(|definition| start.definition == *definition));
        (is_newest && same).then(|| text::unchanged(&origin))
    }
}

fn next_of(version: &str) -> Option<String> {
    Some(version.parse::<u64>().ok()?.checked_add(1)?.to_string())
}

/// The button, why it is disabled, and what went wrong after it was pressed.
#[component]
pub fn RegisterButton(registration: Registration) -> impl IntoView {
    let Registration { draft, autosave, name, name_refetch, verdict, folders, .. } = registration;
    let toasts = use_toasts();
    let navigate = use_navigate();
    let session = use_session();
    let pending = RwSignal::new(false);
    let waiting = RwSignal::new(None::<PendingSubmit>);
    let failure = RwSignal::new(None::<Failure>);
    let conflict = RwSignal::new(None::<VersionReference>);
    let action = memo(move || {
        session.workspace();
        registration.action()
    });
    let disabled_reason = memo(move || registration.disabled_reason());
    let is_unconfirmed = memo(move || !verdict.is_confirmed.get() || name.get() == NameState::Checking);
    let done = move |registered: Registered| {
        autosave.stop();
        let version = &registered.version;
        let reference = VersionReference { environment: version.environment.clone(), version: version.version.clone() };
        toasts.done(if registered.created {
            text::registered(&reference)
        } else if registered.updated {
            text::updated(&reference)
        } else {
            text::already_registered(&reference)
        });
        let is_active = |state| matches!(state, BuildState::Queued | BuildState::Running);
        let route = match registered.build {
            Some(build) if is_active(build.state) => Route::Build { id: build.id },
            _ => Route::Version { reference, tab: VersionTab::default() },
        };
        navigate(&route.to_string(), leptos_router::NavigateOptions::default());
    };
    let press = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        if let Some(reason) = disabled_reason.get_untracked() {
            return toasts.failed(reason);
        }
        if is_unconfirmed.get_untracked() {
            return waiting.set(Some(PendingSubmit::new(draft, action)));
        }
        let target = draft.name().get_untracked();
        let version = name.get_untracked().next();
        let body = body(draft, version.clone(), action.get_untracked() != SubmitAction::RegisterOnly);
        let done = done.clone();
        pending.set(true);
        failure.set(None);
        conflict.set(None);
        spawn_local(async move {
            // The files of the build context come first: a version is never without them.
            let answer = match folders.get_value().upload().await {
                Ok(()) => api::register(&target, &body).await,
                Err(failure) => Err(failure),
            };
            pending.try_set(false);
            match (answer, version) {
                (Ok(registered), _) => done(registered),
                (Err(refusal), Some(version)) if refusal.code == code::CONFLICT => {
                    name_refetch.try_update(|count| *count += 1);
                    conflict.try_set(Some(VersionReference { environment: target, version }));
                }
                (Err(refusal), _) => _ = failure.try_set(Some(refusal)),
            }
        });
    });
    submit_when_confirmed(waiting, draft, is_unconfirmed, action, press);
    use_shortcut("mod+Enter", text::REGISTER_KEY, move || press.run(()));
    let label = move || {
        if pending.get() {
            return text::REGISTERING.into();
        }
        if waiting.with(Option::is_some) {
            return text::WAITING.into();
        }
        match action.get() {
            SubmitAction::Reuse => text::REGISTER_REUSES.into(),
            SubmitAction::Build(time) => text::register_and_build(time),
            SubmitAction::Join(build) => text::register_joins(build),
            SubmitAction::RegisterOnly => text::REGISTER_ONLY.to_owned(),
        }
    };
    view! {
        {live_if(move || conflict.get().map(|first| view! { <Conflict draft=draft first=first name=name register_again=press /> }))}
        {live_if(move || failure.get().map(|failure| {
            note(Tone::Bad, failure.message, view! { <p>{failure.help}</p> <p class="soft">{text::DRAFT_UNCHANGED}</p> })
        }))}
        <button
            class="btn main-act block-wide"
            type="button"
            aria-disabled=Signal::derive(move || (pending.get() || waiting.with(Option::is_some) || disabled_reason.with(Option::is_some)).then_some("true"))
            aria-describedby="register-reason"
            on:click=pressed(move || press.run(()))
        >
            {label} <span class="keys wide-only" aria-hidden="true">{key_caps("mod+Enter")}</span>
        </button>
        <p class="hint reason" id="register-reason">{disabled_reason}</p>
    }
}

fn body(draft: Draft, version: Option<String>, build: bool) -> Register {
    draft.definition().with_untracked(|definition| Register {
        definition: definition.to_json(),
        version,
        digests: draft.digests().get_untracked(),
        description: draft.description().get_untracked(),
        tags: definition.tags.clone(),
        build,
        anonymous: false,
    })
}
