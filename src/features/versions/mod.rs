//! An environment and its versions.

use crate::{features::shared::version_title, ui::Heading};
use api::VersionReference;
use leptos::prelude::*;

/// One environment.
pub fn environment_page(name: String) -> AnyView {
    view! { <header class="head"><div><Heading text=name /></div></header> }.into_any()
}

/// One version.
pub fn version_page(reference: VersionReference) -> AnyView {
    view! { <header class="head"><div><Heading text=version_title(&reference) /></div></header> }.into_any()
}
