//! The editor.

use crate::ui::Heading;
use leptos::prelude::*;

/// The editor.
#[component]
pub fn EditorPage() -> impl IntoView {
    view! { <header class="head"><div><Heading text="New environment" /></div></header> }
}
