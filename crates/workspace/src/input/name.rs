//! Names of environments and versions.

use crate::Error;
use api::code;

/// A name of the one form: a letter or digit, then up to 254 letters, digits, `.`, `_` and `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The name of an environment.
    pub fn environment(text: &str) -> Result<Self, Error> {
        Self::parse(text, "name")
    }

    /// A version.
    pub fn version(text: &str) -> Result<Self, Error> {
        if text == LATEST {
            return Err(Error::refuse(
                code::INVALID_PARAMETER,
                "\u{201c}latest\u{201d} is what the newest version is called",
            )
            .field("version")
            .help("Choose another version, or leave it out to get the next number"));
        }
        Self::parse(text, "version")
    }

    fn parse(text: &str, field: &'static str) -> Result<Self, Error> {
        let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        let rest = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        if first && rest && text.len() <= 255 {
            return Ok(Self(text.into()));
        }
        let shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
        Err(Error::refuse(code::INVALID_PARAMETER, format!("\u{201c}{shown}\u{201d} cannot be a {field}"))
            .field(field)
            .help(
                "Begin with a letter or digit, go on with letters, digits, dots, underscores and dashes; at most 255",
            ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The word that stands for the newest version.
pub const LATEST: &str = "latest";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        for good in ["a", "7", "training", "scikit-learn_1.5", &"x".repeat(255)] {
            assert!(Name::environment(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", ".a", "a b", "a/b", "a:1", "a\n", "ä", "a%2f", &"x".repeat(256)] {
            assert!(Name::environment(bad).is_err(), "{bad}");
        }
        assert!(Name::version("latest").is_err());
    }
}
