//! Quotes of a log.

/// The maximum length of an instruction or line that is quoted, in characters.
const MAX_QUOTED_CHARACTERS: usize = 300;

/// The beginning of a text.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(MAX_QUOTED_CHARACTERS).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}
