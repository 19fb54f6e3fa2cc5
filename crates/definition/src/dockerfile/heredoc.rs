//! Here-documents: which words of an instruction open one, and what it holds.

use super::words::{Error, Quoting, split};

/// A here-document of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The line that ends it.
    pub delimiter: String,
    /// Whether variables in it are expanded, because no part of the delimiter is quoted.
    pub expands: bool,
    /// Whether leading tabs of its lines are removed (`<<-`).
    pub strips_tabs: bool,
    /// Its lines, to the letter.
    pub lines: Vec<String>,
}

impl Heredoc {
    /// The heredoc that a text opens when it is nothing but an opener (`<<EOF`, `<<-'EOF'`, `3<<EOF`), without its lines.
    #[must_use]
    pub fn opened_by(text: &str) -> Option<Self> {
        opener(text).ok().flatten()
    }

    /// Its content: each line with a line feed, without leading tabs where those are removed.
    #[must_use]
    pub fn content(&self) -> String {
        let strip =
            |line: &String| if self.strips_tabs { line.trim_start_matches('\t').to_owned() } else { line.clone() };
        self.lines.iter().flat_map(|line| [strip(line), "\n".to_owned()]).collect()
    }

    /// Whether a line ends it.
    pub(super) fn is_end(&self, line: &str) -> bool {
        let line = line.trim_end_matches('\r');
        let line = if self.strips_tabs { line.trim_start_matches('\t') } else { line };
        line == self.delimiter
    }
}

/// Why an instruction that opens a heredoc is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidOpener {
    /// The delimiter has a quote without an end.
    Quote,
    /// The delimiter ends in the white space that ends the instruction.
    WhiteSpace,
    /// Expansions nest too deeply to tell.
    TooDeep,
}

/// The heredocs that an instruction opens, without their lines. The text is not trimmed at its end.
pub fn openers(text: &str) -> Result<Vec<Heredoc>, InvalidOpener> {
    let heredocs = opened(text)?;
    if text.ends_with(char::is_whitespace) && opened(text.trim_end()).as_ref() != Ok(&heredocs) {
        return Err(InvalidOpener::WhiteSpace);
    }
    Ok(heredocs)
}

fn opened(text: &str) -> Result<Vec<Heredoc>, InvalidOpener> {
    if !text.contains("<<") {
        return Ok(Vec::new());
    }
    let words = match split(text, Quoting::Keep) {
        Ok(words) => words,
        Err(Error::Unclosed) => return Ok(Vec::new()),
        Err(Error::TooDeep) => return Err(InvalidOpener::TooDeep),
    };
    words.iter().filter_map(|word| opener(word).transpose()).collect()
}

/// The heredoc that a word opens: `<<EOF`, `<<-'EOF'`, `3<<EOF`.
fn opener(word: &str) -> Result<Option<Heredoc>, InvalidOpener> {
    let Some(rest) = word.trim_start_matches(|next: char| next.is_ascii_digit()).strip_prefix("<<") else {
        return Ok(None);
    };
    let (rest, strips_tabs) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    if rest.contains('<') {
        return Ok(None);
    }
    let words = |quoting| {
        split(rest, quoting).map_err(|error| match error {
            Error::Unclosed => InvalidOpener::Quote,
            Error::TooDeep => InvalidOpener::TooDeep,
        })
    };
    let [delimiter] = &words(Quoting::Remove)?[..] else { return Ok(None) };
    let expands = words(Quoting::Keep)?.first() == Some(delimiter);
    Ok(Some(Heredoc { delimiter: delimiter.clone(), expands, strips_tabs, lines: Vec::new() }))
}
