//! SHA-256 digests and the set of them that a definition has.

use serde::{Deserialize, Serialize};

/// The version of the hash. Images built under another version are never offered as hits.
pub const HASH_VERSION: u32 = 2;

/// How many digits [`Digest::short`] has.
pub const SHORT_DIGITS: usize = 12;

/// A SHA-256 digest; written as 64 lower-case hexadecimal digits, and only read in that form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The digests of one definition, see `docs/HASH.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Base image and platform.
    pub base: Digest,
    /// Docker steps and build context.
    pub steps: Digest,
    /// Channels, conda and pip packages, or that the user manages them.
    pub python: Digest,
    /// Spark packages and repositories.
    pub spark: Digest,
    /// Base image and Docker steps: the image of the first build step.
    pub stage: Digest,
    /// The hash: everything that makes the image.
    pub image: Digest,
    /// Inferencing stack and R section, when there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extras: Option<Digest>,
}

impl Digest {
    /// The digest of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The digest of bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The first 64 bits.
    #[must_use]
    pub fn leading(self) -> u64 {
        self.0.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
    }

    /// The first 12 digits: what people read where a digest stands alone. What finds something again is the whole digest.
    #[must_use]
    pub fn short(self) -> String {
        self.to_string()[..SHORT_DIGITS].to_owned()
    }

    /// The first four digits, for a block of the hash strip: beside the other three and the name of its component, and
    /// nowhere else.
    #[must_use]
    pub fn block(self) -> String {
        self.to_string()[..4].to_owned()
    }
}

/// A digest that was computed piece by piece.
impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{self}")
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl std::str::FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotADigest),
        };
        let text = text.as_bytes();
        if text.len() != 64 {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digits(pair[0])? << 4 | digits(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How many digits of a digest are enough to filter a list by: as many as a block of a hash strip shows. Several digests
/// may begin with them, so none is opened or acted upon by them.
const MIN_BEGINNING: usize = 4;

/// The beginning of a SHA-256 digest as people copy it, in lower case: at least four hexadecimal digits, bare, after
/// `sha256:` or at the end of a reference (`HOST/NAME@sha256:…`).
#[must_use]
pub fn beginning_of_digest(text: &str) -> Option<String> {
    let (_, digest) = text.rsplit_once('@').unwrap_or(("", text));
    let digest = digest.trim().to_lowercase();
    let digits = digest.strip_prefix("sha256:").unwrap_or(&digest);
    let fits = (MIN_BEGINNING..=64).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::beginning_of_digest;

    #[test]
    fn a_digest_is_known_in_every_form_that_is_copied() {
        let found = |text| beginning_of_digest(text);
        assert_eq!(found("71c0").as_deref(), Some("71c0"));
        for text in ["71c0fe", "71C0FE", " sha256:71c0fe", "127.0.0.1:5000/terrarium/env@sha256:71c0fe"] {
            assert_eq!(found(text).as_deref(), Some("71c0fe"), "{text}");
        }
        let whole = "3f".repeat(32);
        assert_eq!(found(&whole), Some(whole.clone()));
        let too_long = format!("{whole}0");
        for text in ["", "71c", "sha256:", "training", "face it", "71c0fe:1", &too_long] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
