//! The console: environments of a workspace are edited, previewed, versioned, shared and built in the browser.
//!
//! The address is the state. Each layer uses only those below it, and no page uses another:
//! [`shell`] and [`pages`], [`components`], [`ui`] and [`state`], [`api`], [`browser`].

mod api;
mod app;
mod browser;
mod chunks;
mod components;
mod pages;
mod reactive;
mod routes;
mod shell;
mod state;
mod titles;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
