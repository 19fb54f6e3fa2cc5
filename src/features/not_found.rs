//! The page for an address that leads nowhere.

use crate::{
    routes::{EnvironmentQuery, Route},
    titles,
    ui::Heading,
};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let home = Route::Environments(EnvironmentQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <Heading text=titles::NOT_FOUND />
                <p class="sub">"The address may be mistyped, or the page may have moved"</p>
            </div>
        </header>
        <a class="btn" href=home>"Show the environments"</a>
    }
    .into_any()
}
