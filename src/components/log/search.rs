//! Search in the whole log, including lines that are folded or out of sight.

use super::{
    ansi,
    feed::{Log, MAX_STEPS},
};
use fold::fold;
use leptos::prelude::WithValue;
use std::borrow::Cow;

/// The matches so far. When the log grows, only the new lines are searched.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    text: String,
    /// The numbers of the lines, step by step.
    lines: [Vec<u64>; MAX_STEPS],
    searched: [usize; MAX_STEPS],
}

impl Matches {
    /// Continues the search, or starts again for another text. Also returns whether the matches changed.
    pub fn search(self, text: &str, log: Log) -> (Self, bool) {
        let anew = self.text != text;
        let mut found = if anew { Self { text: text.to_owned(), ..Self::default() } } else { self };
        let before = found.count();
        for (at, step) in log.steps().iter().enumerate() {
            log.lines(*step).with_value(|lines| {
                let new = lines.get(found.searched[at]..).unwrap_or_default();
                let hits = new.iter().filter(|line| contains(&line.text, text)).map(|line| line.number);
                found.lines[at].extend(hits);
                found.searched[at] = lines.len();
            });
        }
        let changed = anew || found.count() != before;
        (found, changed)
    }

    pub fn count(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// The line number of a match, the first is 0.
    pub fn nth(&self, index: usize) -> Option<u64> {
        self.lines.iter().flatten().nth(index).copied()
    }
}

fn contains(line: &str, text: &str) -> bool {
    !text.is_empty() && split(&ansi::plain(line), text).len() > 1
}

/// Splits a text at the matches of a pattern, ignoring case: every second piece is a match.
pub fn split<'a>(text: &'a str, pattern: &str) -> Vec<&'a str> {
    let (folded, pattern) = (fold(text), fold(pattern));
    if pattern.is_empty() || !folded.contains(&pattern) {
        return vec![text];
    }
    let letters = letters(text);
    let folded: String = letters.iter().map(|letter| letter.folded.as_ref()).collect();
    // For each byte of the folded text, where its letter begins and ends in the text.
    let (mut begins, mut ends) = (Vec::with_capacity(folded.len()), Vec::with_capacity(folded.len()));
    let mut at = 0;
    for Letter { written, folded } in letters {
        begins.resize(begins.len() + folded.len(), at);
        at += written.len();
        ends.resize(ends.len() + folded.len(), at);
    }
    let (mut pieces, mut begin) = (Vec::new(), 0);
    for (first, _) in folded.match_indices(&pattern) {
        let (from, to) = (begins[first], ends[first + pattern.len() - 1]);
        // Two matches can lie within one letter, as `s` in `ß`.
        if from >= begin {
            pieces.extend([&text[begin..from], &text[from..to]]);
            begin = to;
        }
    }
    pieces.push(&text[begin..]);
    pieces
}

/// A letter with its combining marks, which can be folded independently.
struct Letter<'a> {
    written: &'a str,
    folded: Cow<'a, str>,
}

fn letters(text: &str) -> Vec<Letter<'_>> {
    let mut letters: Vec<Letter<'_>> = Vec::with_capacity(text.len());
    let mut begin = 0;
    for (at, sign) in text.char_indices() {
        let next = &text[at..at + sign.len_utf8()];
        let alone = folded(next);
        // Combining marks are never ASCII; they belong to the letter before when both fold differently together.
        if !sign.is_ascii()
            && let Some(last) = letters.last_mut()
        {
            let written = &text[begin..at + next.len()];
            let together = fold(written);
            if together != format!("{}{alone}", last.folded) {
                *last = Letter { written, folded: together.into() };
                continue;
            }
        }
        begin = at;
        letters.push(Letter { written: next, folded: alone });
    }
    letters
}

/// Folds a character; most are unchanged.
fn folded(sign: &str) -> Cow<'_, str> {
    if sign.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) { sign.into() } else { fold(sign).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_every_second_piece() {
        assert_eq!(split("Error: no errors", "ERROR"), ["", "Error", ": no ", "error", "s"]);
        assert_eq!(split("caf\u{e9} caf\u{e9}", "\u{e9}"), ["caf", "\u{e9}", " caf", "\u{e9}", ""]);
        assert_eq!(split("caf\u{e9} cafe\u{301}", "F\u{c9}"), ["ca", "f\u{e9}", " ca", "fe\u{301}", ""]);
        assert_eq!(split("Stra\u{df}e STRASSE", "stra\u{df}e"), ["", "Stra\u{df}e", " ", "STRASSE", ""]);
        assert_eq!(split("Gr\u{f6}\u{df}e", "s"), ["Gr\u{f6}", "\u{df}", "e"]);
        assert_eq!(
            split("\u{391}\u{398}\u{397}\u{39d}\u{391}!", "\u{3ae}\u{3bd}"),
            ["\u{391}\u{398}", "\u{397}\u{39d}", "\u{391}!"]
        );
        assert_eq!(split("\u{2501}\u{2501} 3 MB", "mb"), ["\u{2501}\u{2501} 3 ", "MB", ""]);
        assert_eq!(split("nothing", "else"), ["nothing"]);
        assert_eq!(split("nothing", ""), ["nothing"]);
    }

    #[test]
    fn colours_do_not_hide_matches() {
        assert!(contains("\u{1b}[31mno py\u{1b}[1marrow", "pyarrow"));
        assert!(!contains("\u{1b}[31mno pyarrow", "31m"));
    }
}
