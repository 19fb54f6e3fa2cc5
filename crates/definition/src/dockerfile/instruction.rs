//! One instruction of a Dockerfile.

use super::heredoc::Heredoc;
use std::ops::Range;

/// An instruction, its continued lines joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The keyword in upper case.
    pub keyword: String,
    /// What follows it, on one line.
    pub arguments: String,
    /// Its here-documents, in the order in which they are opened.
    pub heredocs: Vec<Heredoc>,
    /// The lines that it takes, the first line of the text is 1.
    pub lines: Range<u32>,
    /// Where it stands in the text, in bytes, with the end of its last line.
    pub span: Range<usize>,
}

/// White space between a keyword and what follows.
fn separates(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\x0b' | '\x0c' | '\r')
}

/// A keyword in upper case and what follows it.
fn split_keyword(text: &str) -> (String, &str) {
    let (keyword, arguments) = text.split_once(separates).unwrap_or((text, ""));
    (keyword.to_ascii_uppercase(), arguments.trim())
}

impl Instruction {
    /// An instruction on one line, without its heredocs.
    pub(super) fn of(text: &str) -> Self {
        let (keyword, arguments) = split_keyword(text);
        Self { keyword, arguments: arguments.to_owned(), heredocs: Vec::new(), lines: 0..0, span: 0..0 }
    }

    /// Whether `RUN`, `COPY` or `ADD` stand there, directly or right after `ONBUILD`.
    pub(super) fn can_have_heredocs(&self) -> bool {
        matches!(self.trigger().0.as_str(), "RUN" | "COPY" | "ADD")
    }

    /// The keyword and the arguments of what is done: those that follow `ONBUILD` where that stands first.
    #[must_use]
    pub fn trigger(&self) -> (String, &str) {
        match self.keyword.as_str() {
            "ONBUILD" => split_keyword(&self.arguments),
            _ => (self.keyword.clone(), &self.arguments),
        }
    }

    /// The words of the arguments.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.arguments.split(separates).filter(|word| !word.is_empty())
    }

    /// The line on which it begins.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.lines.start
    }

    /// Keyword and arguments, without the heredocs.
    #[must_use]
    pub fn head(&self) -> String {
        let space = if self.arguments.is_empty() { "" } else { " " };
        format!("{}{space}{}", self.keyword, self.arguments)
    }
}

/// Its canonical form, with the heredocs.
impl std::fmt::Display for Instruction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.head())?;
        for heredoc in &self.heredocs {
            heredoc.lines.iter().try_for_each(|line| write!(formatter, "\n{line}"))?;
            write!(formatter, "\n{}", heredoc.delimiter)?;
        }
        Ok(())
    }
}
