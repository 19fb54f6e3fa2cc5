//! End-to-end stories in a browser: author, preview, register, build, reuse and share an environment, with the real server,
//! engine, registry and packages.
//!
//! Each story passes or fails on its own: `cargo test --workspace --test story -- share` runs those of `share.rs`.
//! They share the workspace of [`fixture::Fixture`]; a story that would disturb others starts its own server.

mod author;
mod bad_input;
mod build;
mod checks;
mod fixture;
mod index;
mod packages;
mod rebuild;
mod registry;
mod reuse;
mod runs;
mod share;
mod trial;

use fixture::Fixture;
use harness::{Story, run_stories, stories};
use std::process::ExitCode;

/// The longest first, so that none is left running alone at the end.
const STORIES: &[Story<Fixture>] = stories![
    trial::a_missing_library_is_reported_and_added,
    rebuild::a_rebuild_shows_its_blast_radius_and_reproduces_the_image,
    bad_input::a_definition_that_cannot_be_built_fails_with_its_cause,
    build::registering_starts_a_build_and_shows_its_log,
    runs::a_run_is_followed_repeated_and_cancelled,
    packages::unpinned_packages_are_pinned_as_built_and_unpinned,
    packages::a_version_shows_its_drift,
    rebuild::an_older_image_is_restored_with_one_click,
    rebuild::a_retried_rebuild_asks_for_confirmation,
    rebuild::a_version_is_tied_in_the_rebuild_dialog,
    bad_input::a_failed_build_leads_to_its_package,
    packages::names_and_versions_are_completed,
    registry::the_verdict_is_unknown_while_the_registry_hangs_or_is_down,
    reuse::another_order_case_and_name_reuse_the_image,
    reuse::an_added_package_is_given_as_the_reason,
    reuse::the_cheapest_change_turns_a_miss_into_a_hit,
    share::the_link_of_a_version_works_in_another_browser,
    share::the_link_of_a_draft_contains_the_draft,
    author::hash_and_verdict_follow_every_keystroke,
    bad_input::a_file_that_cannot_be_read_is_refused_and_keeps_the_draft,
    checks::a_misspelled_key_is_reported_fixed_and_undone,
    checks::a_password_is_masked_and_refused,
    checks::an_unavailable_python_is_reported_before_the_build,
];

fn main() -> ExitCode {
    run_stories(STORIES, Fixture::start, Fixture::end)
}
