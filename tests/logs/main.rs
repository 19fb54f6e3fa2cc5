//! The log of a build of 100,000 lines in a browser.

mod cut;
mod long;
mod stage;

use harness::{Story, run_stories, stories};
use stage::Stage;
use std::process::ExitCode;

/// What waits for the network comes first, beside the build of the long log.
const STORIES: &[Story<Stage>] = stories![
    cut::no_line_is_lost_or_doubled_when_the_network_is_cut,
    long::its_failing_step_is_open_and_its_cause_leads_to_the_line,
    long::every_line_is_searched,
    long::an_address_names_a_line_and_a_range,
    long::only_what_is_in_sight_is_in_the_page,
    long::the_whole_log_is_copied,
];

fn main() -> ExitCode {
    run_stories(STORIES, Stage::start, Stage::end)
}
