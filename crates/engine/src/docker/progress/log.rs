//! The log of one build.

use bollard::models::BuildInfo;

/// The log of one build.
pub(in super::super) trait Progress: Send {
    /// The lines of an answer.
    fn take(&mut self, answer: BuildInfo) -> Vec<String>;

    /// The image that is all that the build waits for, when the daemon tells as much.
    fn pulled_image(&self) -> Option<String> {
        None
    }

    /// How often something went on so far: a daemon may tell the same again and again.
    fn count(&self) -> u64 {
        0
    }

    /// The last lines of a build that went well.
    fn finish(&mut self) -> Vec<String>;

    /// The last lines of a build that failed, with what the daemon said of it.
    fn failure(&mut self, error: &str) -> Vec<String>;
}

/// A line without the option that no user wrote.
pub(super) fn without(option: Option<&str>, line: &str) -> String {
    option.map_or_else(|| line.to_owned(), |option| line.replace(&format!("{option} "), ""))
}
