//! A state: an icon and a word, never a colour alone.

use super::{Icon, icon};
use leptos::prelude::*;

/// What a state means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is there, it is done.
    Good,
    /// It failed.
    Bad,
    /// It needs attention.
    Warn,
    /// It is going on.
    Live,
    /// It waits.
    Waiting,
    /// It is not there.
    Nothing,
}

impl State {
    /// Its icon.
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

/// A state in a word.
pub fn state(of: State, word: impl Into<String>) -> AnyView {
    view! { <span class=of.class()>{icon(of.icon())} {word.into()}</span> }.into_any()
}
