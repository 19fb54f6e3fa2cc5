//! The page for an address without a page.

use crate::{
    routes::{EnvironmentQuery, Route},
    titles,
    ui::Heading,
};
use leptos::prelude::*;

const HELP: &str = "The address may be mistyped, or the page may have moved";
const HOME: &str = "Show all environments";

pub fn page() -> AnyView {
    let home = Route::Environments(EnvironmentQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <Heading text=titles::NOT_FOUND />
                <p class="sub">{HELP}</p>
            </div>
        </header>
        <a class="btn" href=home>{HOME}</a>
    }
    .into_any()
}
