//! The colours that tools write into their logs.

use std::borrow::Cow;

const ESCAPE: char = '\u{1b}';

/// A piece of a line in one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The class of the colour, empty for the colour of the text.
    pub class: &'static str,
    /// The text.
    pub text: &'a str,
}

/// A line in pieces of one colour each. Other control sequences are left out.
pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut class = "";
    let mut rest = line;
    while let Some(start) = rest.find(ESCAPE) {
        push(&mut pieces, class, &rest[..start]);
        let (sequence, after) = sequence(&rest[start + 1..]);
        if let Some(codes) = sequence.strip_prefix('[').and_then(|codes| codes.strip_suffix('m')) {
            class = colour(class, codes);
        }
        rest = after;
    }
    push(&mut pieces, class, rest);
    pieces
}

/// A line without control sequences.
pub fn plain(line: &str) -> Cow<'_, str> {
    if line.contains(ESCAPE) { pieces(line).into_iter().map(|piece| piece.text).collect() } else { line.into() }
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, class: &'static str, text: &'a str) {
    if !text.is_empty() {
        pieces.push(Piece { class, text });
    }
}

/// The control sequence after an escape, and what follows it.
fn sequence(text: &str) -> (&str, &str) {
    if !text.starts_with('[') {
        return text.split_at(text.chars().next().map_or(0, char::len_utf8));
    }
    let end = text[1..].find(|sign: char| ('@'..='~').contains(&sign)).map_or(text.len(), |end| end + 2);
    text.split_at(end)
}

/// The class after these codes.
fn colour(before: &'static str, codes: &str) -> &'static str {
    let mut codes = codes.split(';');
    let mut class = before;
    while let Some(code) = codes.next() {
        class = match code {
            "" | "0" | "39" => "",
            "31" | "91" => "t-bad",
            "32" | "92" => "t-good",
            "33" | "93" => "t-warn",
            "34" | "94" | "35" | "95" | "36" | "96" => "t-accent",
            "2" | "90" => "quiet",
            "1" if class.is_empty() => "strong",
            // A colour out of many, with its number or its parts: these have no contrast to rely on.
            "38" | "48" => {
                let parts = if codes.next() == Some("2") { 3 } else { 1 };
                codes.by_ref().take(parts).for_each(drop);
                class
            }
            _ => class,
        };
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes() {
        let line = "\u{1b}[1m\u{1b}[31merror\u{1b}[0m: no \u{1b}[36mpyarrow\u{1b}[39m";
        let expected = [("t-bad", "error"), ("", ": no "), ("t-accent", "pyarrow")];
        assert_eq!(pieces(line), expected.map(|(class, text)| Piece { class, text }));
    }

    #[test]
    fn the_parts_of_a_colour_out_of_many_are_no_colours() {
        let line = "\u{1b}[38;5;31mfive\u{1b}[38;2;31;32;33m two\u{1b}[32m green";
        let expected = [("", "five"), ("", " two"), ("t-good", " green")];
        assert_eq!(pieces(line), expected.map(|(class, text)| Piece { class, text }));
    }

    #[test]
    fn other_sequences_and_broken_ones_are_left_out() {
        assert_eq!(plain("a\u{1b}[2Kb\u{1b}]c\u{1b}"), "abc");
        assert_eq!(plain("end \u{1b}[31"), "end ");
        assert_eq!(plain("plain"), "plain");
    }
}
