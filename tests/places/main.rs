//! Everything but authoring and building: the command palette, labels, archiving and undo, the audit trail, and folders as build
//! contexts. No engine is needed.

mod dropping;
mod fixture;
mod folders;
mod lists;
mod palette;

use harness::{Story, run_stories, stories};
use std::process::ExitCode;

const STORIES: &[Story<()>] = stories![
    folders::a_folder_becomes_a_build_context,
    lists::changes_can_be_undone_and_are_in_the_audit_trail,
    palette::the_palette_finds_and_acts,
    dropping::a_file_dropped_on_the_list_opens_the_editor,
];

fn main() -> ExitCode {
    run_stories(STORIES, || Ok(()), Ok)
}
