//! The console: environments of a workspace, authored, previewed, versioned, shared and built in the browser.
//!
//! The address is the state. Pages ask the workspace through [`api`], show what they got with [`ui`], and touch the
//! browser only through [`browser`]; what the console itself owns is in [`state`].

mod api;
mod app;
mod browser;
mod chunks;
mod features;
mod reactive;
mod routes;
mod state;
mod titles;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
