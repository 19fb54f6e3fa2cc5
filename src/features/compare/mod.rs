//! The environments of the workspace.

use crate::ui::Heading;
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    view! { <header class="head"><div><Heading text="Environments" /></div></header> }.into_any()
}
