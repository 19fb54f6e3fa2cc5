//! The name that a draft will be registered under, and what the workspace knows about it.

use crate::{
    api,
    pages::editor::text,
    reactive::{entered, memo},
    state::{
        changes::use_changes,
        draft::{Draft, Edit},
    },
};
use ::api::{EnvironmentType, WorkspaceEvent};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing has to pause before the name is checked, in milliseconds.
const DEBOUNCE: u32 = 150;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameState {
    Missing,
    Invalid,
    /// The workspace has not answered yet.
    Checking,
    /// No environment has this name.
    New,
    /// An environment has this name; with its next version, when that is a number.
    Taken(Option<String>),
    /// As [`NameState::Taken`], and the environment is archived.
    Archived(Option<String>),
    /// A read-only environment has this name.
    Curated,
    /// The workspace does not answer.
    Unknown,
}

impl NameState {
    /// The next version; `None` when the workspace has to choose.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        match self {
            Self::New => Some("1".into()),
            Self::Taken(next) | Self::Archived(next) => next.clone(),
            Self::Missing | Self::Invalid | Self::Checking | Self::Curated | Self::Unknown => None,
        }
    }

    /// Why nothing can be registered under this name.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Missing => Some(text::NAME_REQUIRED),
            Self::Invalid => Some(text::NAME_RULE),
            Self::Curated => Some(text::NAME_CURATED),
            Self::Checking | Self::New | Self::Taken(_) | Self::Archived(_) | Self::Unknown => None,
        }
    }
}

/// The state of the draft's name, checked again when a version is registered under it and whenever `refetch` changes.
pub fn use_name_state(draft: Draft, refetch: RwSignal<u32>) -> Memo<NameState> {
    let name = draft.name();
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Environment(changed) => name.try_with_untracked(|name| name == changed).unwrap_or(false),
        _ => false,
    });
    let environment = LocalResource::new(move || {
        changed.track();
        refetch.track();
        let requested = name.get();
        async move {
            TimeoutFuture::new(DEBOUNCE).await;
            if !is_name(&requested) || name.try_get_untracked().as_ref() != Some(&requested) {
                return None;
            }
            let answer = api::environment(&requested).await;
            Some((requested, answer))
        }
    });
    memo(move || {
        let name = name.get();
        if name.is_empty() {
            return NameState::Missing;
        }
        if !is_name(&name) {
            return NameState::Invalid;
        }
        match environment.get().flatten() {
            Some((requested, answer)) if requested == name => match answer {
                Ok(environment) if environment.r#type == EnvironmentType::Curated => NameState::Curated,
                Ok(environment) => {
                    let next = next(&environment.latest.version);
                    if environment.archived { NameState::Archived(next) } else { NameState::Taken(next) }
                }
                Err(failure) if failure.is_not_found() => NameState::New,
                Err(_) => NameState::Unknown,
            },
            _ => NameState::Checking,
        }
    })
}

#[must_use]
pub fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric();
    let all_valid = name.bytes().all(|byte| is_letter(byte) || byte == b'-' || byte == b'_');
    name.len() <= 255 && all_valid && name.bytes().next().is_some_and(is_letter)
}

fn next(latest: &str) -> Option<String> {
    Some(latest.parse::<u64>().ok()?.checked_add(1)?.to_string())
}

#[component]
pub fn NameFields(draft: Draft, state: Memo<NameState>) -> impl IntoView {
    let hint = move || match state.get() {
        NameState::Missing | NameState::Checking | NameState::Unknown => String::new(),
        NameState::Invalid => text::NAME_RULE.into(),
        NameState::Curated => text::NAME_CURATED.into(),
        NameState::New => text::NAME_NEW.into(),
        NameState::Taken(next) => text::name_exists(next.as_deref()),
        NameState::Archived(next) => text::name_archived(next.as_deref()),
    };
    let is_invalid = move || matches!(state.get(), NameState::Invalid | NameState::Curated);
    view! {
        <section class="panel">
            <div class="body name-fields">
                <label class="field">
                    <span>{text::NAME}</span>
                    <input
                        class="input mono"
                        id="name"
                        placeholder=text::NAME_PLACEHOLDER
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        aria-describedby="name-state"
                        aria-invalid=Signal::derive(move || is_invalid().then_some("true"))
                        prop:value=draft.name()
                        on:input=entered(move |text| draft.apply(Edit::Name(text)))
                    />
                    <span class="hint" class:t-bad=is_invalid id="name-state" role="status">{hint}</span>
                </label>
                <label class="field">
                    <span>{text::DESCRIPTION}</span>
                    <input
                        class="input"
                        placeholder=text::DESCRIPTION_PLACEHOLDER
                        prop:value=draft.description()
                        on:input=entered(move |text| draft.apply(Edit::Description(text)))
                    />
                </label>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters_digits_and_two_signs() {
        for good in ["training", "a", "0", "sklearn-1_5", &"a".repeat(255)] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "-a", "_a", "a b", "a/b", "ä", "a.b", &"a".repeat(256)] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn the_next_version_follows_the_newest() {
        assert_eq!(next("7").as_deref(), Some("8"));
        assert_eq!(next("2024-beta"), None);
        assert_eq!(next(&u64::MAX.to_string()), None);
    }
}
