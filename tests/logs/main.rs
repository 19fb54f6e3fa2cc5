//! The log of a build of 100,000 lines in a browser.

mod cut;
mod fixture;
mod long;

use fixture::Fixture;
use harness::{Story, run_stories, stories};
use std::process::ExitCode;

/// The story that waits for the network comes first, in parallel with the build of the long log.
const STORIES: &[Story<Fixture>] = stories![
    cut::no_line_is_lost_or_repeated_when_the_network_is_cut,
    long::the_failed_step_is_open_and_the_cause_leads_to_its_line,
    long::every_line_is_searched,
    long::an_address_selects_a_line_or_a_range,
    long::only_visible_lines_are_in_the_page,
    long::the_whole_log_is_copied,
];

fn main() -> ExitCode {
    run_stories(STORIES, Fixture::start, Fixture::end)
}
