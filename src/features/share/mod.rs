//! Drafts that travel in a link.

use crate::ui::Heading;
use leptos::prelude::*;

/// A shared draft.
#[component]
pub fn DraftPage() -> impl IntoView {
    view! { <header class="head"><div><Heading text="Shared draft" /></div></header> }
}
