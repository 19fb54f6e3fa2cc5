//! The colours that tools write into their logs.
//!
//! The crate `anstyle-parse` would only replace the ten lines of `sequence`, by a state machine with a table of 4 KiB: the meaning
//! of the codes would still be here.

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
    // Some tools part the numbers of one colour with colons.
    let mut codes = codes.split([';', ':']).filter(|code| !code.is_empty());
    let Some(first) = codes.next() else { return "" };
    let mut class = code(before, first, &mut codes);
    while let Some(next) = codes.next() {
        class = code(class, next, &mut codes);
    }
    class
}

/// The class after one code; a colour out of many takes its numbers from those that follow.
fn code<'a>(before: &'static str, code: &str, more: &mut impl Iterator<Item = &'a str>) -> &'static str {
    match code.parse::<u8>() {
        Ok(0 | 39) => "",
        Ok(number @ 31..=37) => BASIC[usize::from(number - 30)],
        Ok(number @ 90..=97) => bright(number - 90),
        Ok(2) => "quiet",
        Ok(1) if before.is_empty() => "strong",
        Ok(38) => out_of_many(more).unwrap_or(before),
        // A background would take the contrast away from the text on it.
        Ok(48) => {
            out_of_many(more);
            before
        }
        _ => before,
    }
}

/// The classes of the eight colours; black and white are the text's own.
const BASIC: [&str; 8] = ["", "t-bad", "t-good", "t-warn", "t-accent", "t-accent", "t-accent", ""];

/// The class of a bright colour: bright black is grey.
fn bright(number: u8) -> &'static str {
    if number == 0 { "quiet" } else { BASIC[usize::from(number)] }
}

/// The class of a colour given by its number among 256 or by its parts; none when it is not written to its end.
fn out_of_many<'a>(numbers: &mut impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let mut next = || numbers.next()?.parse::<u8>().ok();
    match next()? {
        2 => Some(nearest([next()?, next()?, next()?])),
        5 => Some(of_256(next()?)),
        _ => None,
    }
}

/// The class of a colour among 256: the basic ones, the bright ones, a cube of six to the third, greys.
fn of_256(number: u8) -> &'static str {
    let level = |place: u8| if place == 0 { 0 } else { place * 40 + 55 };
    match number {
        0..8 => BASIC[usize::from(number)],
        8..16 => bright(number - 8),
        16..232 => {
            let cube = number - 16;
            nearest([cube / 36, cube / 6 % 6, cube % 6].map(level))
        }
        232.. => nearest([8 + (number - 232) * 10; 3]),
    }
}

/// The class of the theme that is nearest to a colour: each has the contrast that the theme promises, in light and dark.
fn nearest([red, green, blue]: [u8; 3]) -> &'static str {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    if most - least < GREY {
        return if (GREY..=2 * GREY + 64).contains(&most) { "quiet" } else { "" };
    }
    // A part counts when it is nearer to the greatest than to the least.
    let counts = |part: u8| part - least > (most - least) / 2;
    match (counts(red), counts(green), counts(blue)) {
        (true, false, false) => "t-bad",
        (false, true, false) => "t-good",
        (true, true, false) => "t-warn",
        _ => "t-accent",
    }
}

/// How far the parts of a colour lie apart at least; nearer together they are a grey.
const GREY: u8 = 48;

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
    fn a_colour_out_of_many_is_the_nearest_of_the_theme() {
        let class = |codes: &str| pieces(&format!("\u{1b}[{codes}mtext"))[0].class;
        for (codes, expected) in [
            ("38;5;1", "t-bad"),
            ("38;5;10", "t-good"),
            ("38;5;196", "t-bad"),
            ("38;5;208", "t-warn"),
            ("38;5;39", "t-accent"),
            ("38;5;244", "quiet"),
            ("38;5;255", ""),
            ("38;2;20;20;20", ""),
            ("38;2;46;204;113", "t-good"),
            ("38:2::231:76:60", "t-bad"),
            ("1;38;2;241;196;15", "t-warn"),
            ("38;5;231;2", "quiet"),
        ] {
            assert_eq!(class(codes), expected, "{codes}");
        }
    }

    #[test]
    fn backgrounds_and_colours_that_break_off_change_nothing() {
        let line = "\u{1b}[48;5;31mfive\u{1b}[48;2;31;32;33m two\u{1b}[32m green\u{1b}[38;5m still";
        let expected = [("", "five"), ("", " two"), ("t-good", " green"), ("t-good", " still")];
        assert_eq!(pieces(line), expected.map(|(class, text)| Piece { class, text }));
    }

    #[test]
    fn other_sequences_and_broken_ones_are_left_out() {
        assert_eq!(plain("a\u{1b}[2Kb\u{1b}]c\u{1b}"), "abc");
        assert_eq!(plain("end \u{1b}[31"), "end ");
        assert_eq!(plain("plain"), "plain");
    }
}
