//! Badges, states, keys and times.

use super::{Icon, icon};
use crate::{
    browser::{dates, keys},
    state::clock::use_now,
};
use leptos::prelude::*;

/// `kind` is `curated`, `system`, `user` or empty.
pub fn badge(kind: &'static str, word: impl Into<String>) -> AnyView {
    view! { <span class=format!("badge {kind}")>{word.into()}</span> }.into_any()
}

/// The kind of a state, which decides its colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Good,
    Bad,
    Warn,
    Live,
    Waiting,
    Nothing,
}

impl State {
    pub fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::Check,
            Self::Bad => Icon::Cross,
            Self::Warn => Icon::Warning,
            Self::Live => Icon::Running,
            Self::Waiting => Icon::Clock,
            Self::Nothing => Icon::Nothing,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Good => "state good",
            Self::Bad => "state bad",
            Self::Warn => "state warn",
            Self::Live => "state live",
            Self::Waiting => "state waiting",
            Self::Nothing => "state none",
        }
    }
}

pub fn state(of: State, word: impl Into<String>) -> AnyView {
    view! { <span class=of.class()>{icon(of.icon())} {word.into()}</span> }.into_any()
}

/// The keys of a shortcut.
pub fn key_caps(keys: &'static str) -> AnyView {
    let caps: Vec<AnyView> = keys.split([' ', '+']).map(|key| view! { <kbd>{cap(key)}</kbd> }.into_any()).collect();
    caps.into_any()
}

/// The name of a key on this computer.
fn cap(key: &'static str) -> &'static str {
    match key {
        "mod" if keys::on_apple() => "\u{2318}",
        "mod" => "Ctrl",
        "Escape" => "Esc",
        key => key,
    }
}

/// A time in RFC 3339 form as a relative time.
pub fn time_ago(text: &str) -> AnyView {
    let Some(time) = dates::parse(text) else { return text.to_owned().into_any() };
    let now = use_now();
    view! {
        <time datetime=text.to_owned() title=dates::exact(time)>
            {move || dates::relative(time, now.get())}
        </time>
    }
    .into_any()
}
