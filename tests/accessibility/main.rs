//! Every screen and dialog, examined by axe in light and dark, wide and narrow; what is done without a mouse; where the
//! focus goes, and what a screen reader is told.

mod audit;
mod history;
mod keyboard;
mod navigation;
mod screens;
mod stage;

use harness::{Story, run_stories, stories};
use stage::Stage;
use std::process::ExitCode;

/// The longest first; what needs no history goes on beside the builds that make it.
const STORIES: &[Story<Stage>] = stories![
    audit::an_unused_workspace_is_in_nobodys_way,
    audit::a_silent_registry_is_in_nobodys_way,
    audit::every_screen_is_in_nobodys_way,
    audit::no_screen_scrolls_sideways,
    keyboard::an_environment_is_registered_and_archived_without_a_mouse,
    navigation::the_focus_and_the_title_follow_the_page,
    navigation::a_page_on_its_way_has_its_title_and_its_heading,
    navigation::a_dialog_gives_the_focus_back,
    navigation::the_palette_goes_where_its_words_say,
];

fn main() -> ExitCode {
    run_stories(STORIES, Stage::start, Stage::end)
}
