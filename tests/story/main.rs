//! The stories of the project, told by a browser: author, preview, register, build, reuse and share an environment, with
//! the real server, the real engine, a real registry and real packages.
//!
//! Each story fails by itself and runs by itself: `cargo test --workspace --test story -- share` runs those of `share.rs`.
//! What they have in common is the workspace of [`stage::Stage`]; a story that disturbs others has a server of its own.

mod author;
mod bad_input;
mod build;
mod checks;
mod index;
mod packages;
mod rebuild;
mod registry;
mod reuse;
mod runs;
mod share;
mod stage;
mod trial;

use harness::{Story, run_stories, stories};
use stage::Stage;
use std::process::ExitCode;

/// The longest first, so that no single one is left at the end.
const STORIES: &[Story<Stage>] = stories![
    trial::a_missing_library_is_named_and_added,
    rebuild::a_rebuild_asks_first_names_who_shares_the_image_and_gives_the_same,
    bad_input::what_cannot_be_built_says_why,
    build::registering_starts_a_build_that_is_watched_to_its_end,
    runs::a_run_is_watched_run_again_and_stopped,
    packages::open_names_are_pinned_as_built_and_back,
    packages::a_version_says_how_far_it_has_drifted,
    rebuild::going_back_is_one_action,
    rebuild::a_rebuild_is_not_retried_unasked,
    rebuild::a_version_is_tied_where_the_rebuild_is_asked_about,
    bad_input::a_failed_build_leads_to_the_package_that_failed,
    packages::names_and_versions_complete_themselves,
    registry::a_registry_that_is_silent_or_killed_is_unknown_until_it_is_back,
    reuse::another_order_case_and_name_reuse_the_image,
    reuse::one_more_package_is_named_as_the_reason,
    reuse::a_miss_has_a_cheapest_way_to_a_hit,
    share::the_link_of_a_version_works_elsewhere,
    share::the_link_of_a_draft_holds_the_draft,
    author::hash_and_verdict_follow_every_keystroke,
    bad_input::what_cannot_be_read_says_where_and_keeps_the_draft,
    checks::a_misspelled_key_is_shown_mended_and_had_back,
    checks::a_password_is_masked_and_refused,
    checks::a_python_that_cannot_be_had_is_said_before_the_build,
];

fn main() -> ExitCode {
    run_stories(STORIES, Stage::start, Stage::end)
}
