//! Builds.

use crate::ui::Heading;
use leptos::prelude::*;

/// The builds.
pub fn list_page() -> AnyView {
    view! { <header class="head"><div><Heading text="Builds" /></div></header> }.into_any()
}

/// One build.
pub fn build_page(id: i64) -> AnyView {
    view! { <header class="head"><div><Heading text=format!("Build {id}") /></div></header> }.into_any()
}
