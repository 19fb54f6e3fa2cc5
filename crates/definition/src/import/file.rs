//! A file: its kind, what it is read into, and its bytes as text: UTF-8 with or without a byte order mark, UTF-16 with one.

use crate::model::{Definition, ImportError};
use crate::text::line_at;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The largest file that is read, in bytes. Larger ones are refused before anything is parsed.
pub const MAXIMUM_BYTES: usize = 1 << 20;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A conda environment file.
    Conda,
    /// A pip requirements file.
    Requirements,
    /// A Dockerfile.
    Dockerfile,
    /// Azure's v1 JSON, alone or in a run configuration.
    V1,
    /// Azure's v2 YAML.
    V2,
}

/// What a file was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The kind that it is.
    pub kind: Kind,
    /// Its definition.
    pub definition: Definition,
    /// What was left out, filled in or only partly understood.
    pub notes: Vec<Note>,
}

/// A remark about an imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The line it is about, the first line is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// One sentence.
    pub message: String,
}

/// The text of a file, without its byte order mark.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    if bytes.len() > MAXIMUM_BYTES {
        let message = format!("the file has {} bytes, more than the {MAXIMUM_BYTES} that are read", bytes.len());
        return Err(ImportError::new(None, message, "Remove what is no part of the environment definition."));
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }?;
    match text.find('\0') {
        Some(place) => Err(not_text(line_at(text.as_bytes(), place))),
        None => Ok(text),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    let text = std::str::from_utf8(bytes);
    text.map(Cow::Borrowed).map_err(|error| not_text(line_at(bytes, error.valid_up_to())))
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, ImportError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    text.ok().filter(|_| rest.is_empty()).ok_or_else(|| not_text(None))
}

fn not_text(line: Option<u32>) -> ImportError {
    ImportError::new(line, "the file is not text in UTF-8 or UTF-16", "Save it as UTF-8 in your editor.")
}
