//! The name that a draft will be registered under, and what the workspace knows of it.

use super::text;
use crate::reactive::{entered, memo};
use crate::{
    api,
    state::{changes::use_changes, draft::Draft},
};
use ::api::{EnvironmentType, WorkspaceEvent};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing has to rest before the workspace is asked, in milliseconds.
const REST: u32 = 150;

/// What is known of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameState {
    /// None is given.
    Missing,
    /// It breaks the rule of names.
    Invalid,
    /// The workspace is asked.
    Asking,
    /// No environment has it.
    New,
    /// An environment has it; its next version, when that is a number.
    Taken(Option<String>),
    /// As [`NameState::Taken`], and that environment is hidden from lists.
    Archived(Option<String>),
    /// A read-only environment has it.
    Curated,
    /// The workspace does not answer.
    Unknown,
}

impl NameState {
    /// The version that comes next; none when the workspace has to choose.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        match self {
            Self::New => Some("1".into()),
            Self::Taken(next) | Self::Archived(next) => next.clone(),
            Self::Missing | Self::Invalid | Self::Asking | Self::Curated | Self::Unknown => None,
        }
    }

    /// Why nothing can be registered under it.
    #[must_use]
    pub fn refused(&self) -> Option<&'static str> {
        match self {
            Self::Missing => Some(text::NAME_MISSING),
            Self::Invalid => Some(text::NAME_RULE),
            Self::Curated => Some(text::NAME_CURATED),
            Self::Asking | Self::New | Self::Taken(_) | Self::Archived(_) | Self::Unknown => None,
        }
    }
}

/// What is known of the draft's name, asked again when somebody registers under it and whenever `again` changes.
pub fn use_name_state(draft: Draft, again: RwSignal<u32>) -> Memo<NameState> {
    let name = draft.name;
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Environment(changed) => name.try_with_untracked(|name| name == changed).unwrap_or(false),
        _ => false,
    });
    let environment = LocalResource::new(move || {
        changed.track();
        again.track();
        let asked = name.get();
        async move {
            TimeoutFuture::new(REST).await;
            if !is_name(&asked) || name.try_get_untracked().as_ref() != Some(&asked) {
                return None;
            }
            let answer = api::environment(&asked).await;
            Some((asked, answer))
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
            Some((asked, answer)) if asked == name => match answer {
                Ok(environment) if environment.r#type == EnvironmentType::Curated => NameState::Curated,
                Ok(environment) => {
                    let next = next(&environment.latest.version);
                    if environment.archived { NameState::Archived(next) } else { NameState::Taken(next) }
                }
                Err(failure) if failure.is_not_found() => NameState::New,
                Err(_) => NameState::Unknown,
            },
            _ => NameState::Asking,
        }
    })
}

/// Whether an environment can have this name.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric();
    let goes_on = name.bytes().all(|byte| is_letter(byte) || byte == b'-' || byte == b'_');
    name.len() <= 255 && goes_on && name.bytes().next().is_some_and(is_letter)
}

fn next(latest: &str) -> Option<String> {
    Some(latest.parse::<u64>().ok()?.checked_add(1)?.to_string())
}

/// The fields for name and description of a new environment.
#[component]
pub fn NameFields(
    /// What is edited.
    draft: Draft,
    /// What is known of the name.
    state: Memo<NameState>,
) -> impl IntoView {
    let said = move || match state.get() {
        NameState::Missing | NameState::Asking | NameState::Unknown => String::new(),
        NameState::Invalid => text::NAME_RULE.into(),
        NameState::Curated => text::NAME_CURATED.into(),
        NameState::New => text::name_is_new(),
        NameState::Taken(next) => text::name_exists(next.as_deref()),
        NameState::Archived(next) => text::name_archived(next.as_deref()),
    };
    let is_wrong = move || matches!(state.get(), NameState::Invalid | NameState::Curated);
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
                        aria-invalid=Signal::derive(move || is_wrong().then_some("true"))
                        prop:value=draft.name
                        on:input=entered(move |text| draft.name.set(text))
                    />
                    <span class="hint" class:t-bad=is_wrong id="name-state" role="status">{said}</span>
                </label>
                <label class="field">
                    <span>{text::DESCRIPTION}</span>
                    <input
                        class="input"
                        placeholder=text::DESCRIPTION_PLACEHOLDER
                        prop:value=draft.description
                        on:input=entered(move |text| draft.description.set(text))
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
