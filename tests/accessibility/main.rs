//! Every screen and dialog, checked by axe in light and dark, wide and narrow; use by keyboard; the focus, and what a screen
//! reader announces.

mod audit;
mod fixture;
mod history;
mod keyboard;
mod navigation;
mod screens;

use fixture::Fixture;
use harness::{Story, run_stories, stories};
use std::process::ExitCode;

/// The longest first; stories that need no content run in parallel with the builds that make it.
const STORIES: &[Story<Fixture>] = stories![
    audit::an_empty_workspace_is_accessible,
    audit::the_editor_is_accessible_while_the_registry_hangs,
    audit::every_screen_is_accessible,
    audit::no_screen_scrolls_sideways,
    keyboard::an_environment_is_registered_and_archived_by_keyboard,
    navigation::the_focus_and_the_title_follow_the_page,
    navigation::a_page_has_its_title_and_heading_while_it_loads,
    navigation::closing_a_dialog_restores_the_focus,
    navigation::the_palette_moves_and_restores_the_focus,
];

fn main() -> ExitCode {
    run_stories(STORIES, Fixture::start, Fixture::end)
}
