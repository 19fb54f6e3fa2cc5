//! The one way for a test to report that it cannot test anything on this machine.
//!
//! A test that returns early looks like one that passed. On a developer's machine that is acceptable as long as the summary
//! names it. Continuous integration has everything installed, so there it is a failure.

use std::io::Write as _;

/// The variable that continuous integration services set.
const CI: &str = "CI";

/// Reports that the calling test is skipped because something is missing on this machine. The caller then returns.
///
/// # Panics
/// When the environment variable `CI` is set: everything that tests need must be installed there.
pub fn because(reason: &str) {
    assert!(!in_ci(), "{reason}; no test may be skipped while {CI} is set");
    even_in_ci(reason);
}

/// Reports that the calling test is skipped because it cannot run anywhere: a browser lacks the feature, or vectors are not
/// published. The caller then returns.
///
/// `cargo xtask test` collects these lines for its summary. They bypass the test runner, which hides the output of tests
/// that pass.
pub fn even_in_ci(reason: &str) {
    // This fails only if nobody reads the output.
    drop(std::io::stderr().write_all(format!("skipped: {reason}\n").as_bytes()));
}

/// Whether this is a continuous integration run.
#[must_use]
pub fn in_ci() -> bool {
    std::env::var_os(CI).is_some_and(|value| !value.is_empty() && value != "false")
}
