//! The lines that hold a text: in the whole log, also where it is folded or out of sight.

use super::{
    ansi,
    log::{Log, MAX_STEPS},
};
use leptos::prelude::WithValue;

/// What a search found so far. A log that grows is searched from where it was left.
#[derive(Clone, Debug, Default)]
pub struct Found {
    text: String,
    /// The numbers of the lines, step by step.
    lines: [Vec<u64>; MAX_STEPS],
    searched: [usize; MAX_STEPS],
}

impl Found {
    /// Goes on with the search, or begins anew when another text is sought; says whether something changed.
    pub fn search(self, text: &str, log: Log) -> (Self, bool) {
        let anew = self.text != text;
        let mut found = if anew { Self { text: text.to_owned(), ..Self::default() } } else { self };
        let before = found.count();
        for (at, step) in log.steps().iter().enumerate() {
            log.lines(*step).with_value(|lines| {
                let new = lines.get(found.searched[at]..).unwrap_or_default();
                let hits = new.iter().filter(|line| holds(&line.text, text)).map(|line| line.number);
                found.lines[at].extend(hits);
                found.searched[at] = lines.len();
            });
        }
        let changed = anew || found.count() != before;
        (found, changed)
    }

    /// How many lines were found.
    pub fn count(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// The number of the line that was found at this place; the first place is 0.
    pub fn nth(&self, place: usize) -> Option<u64> {
        self.lines.iter().flatten().nth(place).copied()
    }
}

fn holds(line: &str, text: &str) -> bool {
    !text.is_empty() && split(&ansi::plain(line), text).len() > 1
}

/// A text in pieces: every second one is what is sought, in letters of either case.
pub fn split<'a>(text: &'a str, sought: &str) -> Vec<&'a str> {
    let (mut pieces, mut begin, mut at) = (Vec::new(), 0, 0);
    let (bytes, wanted) = (text.as_bytes(), sought.as_bytes());
    while !wanted.is_empty() && at + wanted.len() <= bytes.len() {
        let end = at + wanted.len();
        if bytes[at..end].eq_ignore_ascii_case(wanted) {
            pieces.extend([&text[begin..at], &text[at..end]]);
            (begin, at) = (end, end);
        } else {
            at += 1;
        }
    }
    pieces.push(&text[begin..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_stands_between_the_rest() {
        assert_eq!(split("Error: no errors", "ERROR"), ["", "Error", ": no ", "error", "s"]);
        assert_eq!(split("caf\u{e9} caf\u{e9}", "\u{e9}"), ["caf", "\u{e9}", " caf", "\u{e9}", ""]);
        assert_eq!(split("nothing", "else"), ["nothing"]);
        assert_eq!(split("nothing", ""), ["nothing"]);
    }

    #[test]
    fn colours_do_not_hide_what_is_sought() {
        assert!(holds("\u{1b}[31mno py\u{1b}[1marrow", "pyarrow"));
        assert!(!holds("\u{1b}[31mno pyarrow", "31m"));
    }
}
