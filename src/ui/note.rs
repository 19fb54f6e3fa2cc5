//! A note: something that happened and what to do about it.

use super::{Icon, icon};
use leptos::prelude::*;

/// The tone of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// By the way.
    Info,
    /// It needs attention.
    Warn,
    /// It failed.
    Bad,
}

/// A note with a title and whatever belongs below it.
pub fn note(tone: Tone, title: impl Into<String>, body: impl IntoView + 'static) -> AnyView {
    let (class, sign) = match tone {
        Tone::Info => ("note info", Icon::Info),
        Tone::Warn => ("note warn", Icon::Warning),
        Tone::Bad => ("note bad", Icon::Cross),
    };
    let role = if tone == Tone::Bad { "alert" } else { "note" };
    view! {
        <div class=class role=role>
            {icon(sign)}
            <div class="note-text"><strong>{title.into()}</strong> {body.into_any()}</div>
        </div>
    }
    .into_any()
}
