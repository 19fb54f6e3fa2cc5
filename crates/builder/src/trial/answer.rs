//! What the script of a trial writes. It ran in a container with the code of packages, so nothing in it is believed to be
//! short or true: a lie makes a wrong report of the liar's own image, and nothing else.

use crate::error::BuildError;
use outputs::OutputFolder;
use serde::Deserialize;
use std::{io, path::Path};

/// The file that the script writes.
const FILE: &str = "answer.json";
/// The maximum size of the answer, in bytes.
const MAX_ANSWER_BYTES: u64 = 8 << 20;

/// What the script found.
#[derive(Debug, Default, Deserialize)]
pub struct Answer {
    /// What was tried, in the order in which it was wanted.
    pub tried: Vec<Tried>,
    /// What uv says of packages that do not fit together, a line each.
    #[serde(default)]
    pub contradictions: Vec<String>,
    /// The names of the libraries that the loader finds by itself.
    #[serde(default)]
    pub libraries: Vec<String>,
    /// The version of the GNU C library, where the image has one.
    #[serde(default)]
    pub glibc: Option<String>,
    /// What the distribution calls itself.
    #[serde(default)]
    pub release: Release,
    /// Whether there is a GPU.
    #[serde(default)]
    pub gpu: bool,
}

/// What became of one subject.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Tried {
    /// `MODULE` or `MODULE:ATTRIBUTE`.
    pub subject: String,
    /// How it failed; none when it did not.
    #[serde(default)]
    pub error: Option<Raised>,
    /// Whether it took too long.
    #[serde(default)]
    pub late: bool,
    /// Whether there was no time left for it.
    #[serde(default)]
    pub untried: bool,
    /// How the process ended that told nothing: its exit code, or the number of a signal, negative.
    #[serde(default)]
    pub status: Option<i32>,
    /// What that process wrote last.
    #[serde(default)]
    pub said: String,
}

/// An exception of Python.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Raised {
    /// Its class.
    pub r#type: String,
    /// Its message.
    pub text: String,
    /// The module that was not found, where that is the reason or the cause of it.
    #[serde(default)]
    pub missing: Option<String>,
}

/// A distribution, as `os-release` names it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Release {
    /// `debian`, `ubuntu`, `alpine`.
    #[serde(rename = "ID")]
    pub id: String,
    /// Those that it is like.
    #[serde(rename = "ID_LIKE")]
    pub like: String,
    /// `bookworm`, `noble`.
    #[serde(rename = "VERSION_CODENAME")]
    pub codename: String,
}

impl Release {
    /// Whether it has the packages of Debian.
    pub fn is_debian(&self) -> bool {
        self.id == "debian" || self.id == "ubuntu" || self.like.split(' ').any(|id| id == "debian" || id == "ubuntu")
    }
}

/// Reads the file that the script left in a folder.
///
/// # Errors
/// [`BuildError::Machine`] when it is not there or is not what the script writes.
pub fn read(folder: &OutputFolder) -> Result<Answer, BuildError> {
    let unclear = |reason: String| io::Error::other(format!("the results of the trial cannot be read: {reason}"));
    let bytes = folder.read(Path::new(FILE), MAX_ANSWER_BYTES).map_err(|error| unclear(error.to_string()))?;
    let bytes = bytes.ok_or_else(|| unclear("there is no file".into()))?;
    Ok(serde_json::from_slice(&bytes).map_err(|error| unclear(error.to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(folder: &Path) -> Result<Answer, BuildError> {
        super::read(&OutputFolder::open(folder).unwrap())
    }

    #[test]
    fn what_the_script_writes_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answer.json");
        assert!(read(folder.path()).is_err());
        fs::write(&file, r#"{"tried": [{"subject": "a", "error": null, "seconds": 0.1}], "glibc": "2.36", "more": 1}"#)
            .unwrap();
        let answer = read(folder.path()).unwrap();
        assert_eq!((answer.tried[0].subject.as_str(), answer.tried[0].error.is_none()), ("a", true));
        fs::write(&file, "{\"tried\": 1}").unwrap();
        assert!(read(folder.path()).is_err());
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", &file).unwrap();
        assert!(read(folder.path()).unwrap_err().to_string().contains("there is no file"));
    }
}
