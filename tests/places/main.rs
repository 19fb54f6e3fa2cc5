//! What lies beside authoring and building: finding and doing by a few letters, labels, archiving with a way back, the
//! trail that all of it leaves, and folders as build contexts. No engine is needed.

mod dropping;
mod folders;
mod lists;
mod palette;
mod stage;

use harness::{Story, run_stories, stories};
use std::process::ExitCode;

const STORIES: &[Story<()>] = stories![
    folders::a_folder_becomes_a_build_context,
    lists::writes_offer_their_way_back_and_leave_a_trail,
    palette::a_few_letters_find_and_do,
    dropping::a_file_dropped_on_the_list_opens_the_editor,
];

fn main() -> ExitCode {
    run_stories(STORIES, || Ok(()), Ok)
}
