//! Python itself: which versions a definition accepts, which uv can download, and putting one into the environment.

mod accepted;
mod downloads;
mod managed;

pub(crate) use accepted::accepted;
pub use downloads::{Download, check_download, list_downloads};
pub use managed::{ImagePythons, provide_python};

/// The words before the version.
pub const PYTHON_IN_LOG: &str = "Making a virtual environment on Python ";

/// The Python version that a line of a build's log names, in the image of that build.
#[must_use]
pub fn python_in_log(line: &str) -> Option<&str> {
    let version = line.split_once(PYTHON_IN_LOG)?.1.trim();
    version.starts_with(|first: char| first.is_ascii_digit()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_says_which_python_it_took() {
        let script = include_str!("../scripts/install.sh");
        assert!(script.contains(&format!("echo \"{PYTHON_IN_LOG}$version\"")));
        assert_eq!(python_in_log("Making a virtual environment on Python 3.11.2"), Some("3.11.2"));
        assert_eq!(python_in_log("Making a virtual environment on Python $version"), None);
    }
}
