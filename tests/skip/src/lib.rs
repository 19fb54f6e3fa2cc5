//! The one way in which a test says that it could not test anything here.
//!
//! A test that returns early looks like one that passed. On a developer's machine that is fine as long as the summary
//! names it. A continuous integration run has everything installed, so there it is a failure.

use std::io::Write as _;

/// The variable that continuous integration services set.
const CI: &str = "CI";

/// Reports that the calling test is skipped because something is missing on this machine. The caller returns afterwards.
///
/// # Panics
/// When the environment variable `CI` is set: what tests need must be installed there.
pub fn because(reason: &str) {
    assert!(!in_ci(), "{reason}; no test may be skipped while {CI} is set");
    even_in_ci(reason);
}

/// Reports that the calling test is skipped because no machine could run it: a browser without the feature, vectors that
/// nobody published. The caller returns afterwards.
///
/// `cargo xtask test` collects these lines for its summary. They bypass the output capture of the test runner, which
/// hides what passing tests print.
pub fn even_in_ci(reason: &str) {
    // Nobody reads the output any more when this fails.
    drop(std::io::stderr().write_all(format!("skipped: {reason}\n").as_bytes()));
}

/// Whether this is a continuous integration run.
#[must_use]
pub fn in_ci() -> bool {
    std::env::var_os(CI).is_some_and(|value| !value.is_empty() && value != "false")
}
