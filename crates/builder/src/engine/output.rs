//! What a tool writes, line by line, as a log may show it.

/// The longest line that a log keeps, in bytes; the rest of a longer one is dropped.
const MAXIMUM: usize = 8 * 1024;

/// Cuts a stream of bytes into lines.
#[derive(Default)]
pub(crate) struct Lines {
    line: Vec<u8>,
    cut: bool,
    /// A carriage return was last: it ends the line if a line feed follows, else the line is written over.
    returned: bool,
}

impl Lines {
    /// Takes the next bytes and returns the lines that they end.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' => lines.extend(self.finish()),
                b'\r' => self.returned = true,
                _ => {
                    if std::mem::take(&mut self.returned) {
                        self.line.clear();
                        self.cut = false;
                    }
                    if self.line.len() < MAXIMUM {
                        self.line.push(byte);
                    } else {
                        self.cut = true;
                    }
                }
            }
        }
        lines
    }

    /// The line so far, when there is one: at its end, and at the end of the stream.
    pub(crate) fn finish(&mut self) -> Option<String> {
        self.returned = false;
        let line = std::mem::take(&mut self.line);
        let mut text = String::from_utf8_lossy(&line).replace('\0', "\u{fffd}");
        if std::mem::take(&mut self.cut) {
            // What was cut off may be the end of a credential that can then not be recognised.
            if let Some(start) = text.rfind("://").filter(|start| !text[start + 3..].contains(ends_authority)) {
                text.truncate(start + 3);
            }
            text.push_str(" … (cut)");
        }
        (!text.trim().is_empty()).then(|| without_credentials(&text))
    }
}

fn ends_authority(character: char) -> bool {
    character.is_whitespace() || matches!(character, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`')
}

/// The text with the credentials of its addresses (`://user:password@`) masked.
pub(crate) fn without_credentials(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let (before, authority) = rest.split_at(start + 3);
        shown.push_str(before);
        let end = authority.find(ends_authority).unwrap_or(authority.len());
        rest = authority;
        if let Some(at) = authority[..end].rfind('@') {
            shown.push_str("***");
            rest = &authority[at..];
        }
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut all: Vec<_> = chunks.iter().flat_map(|chunk| lines.take(chunk)).collect();
        all.extend(lines.finish());
        all
    }

    #[test]
    fn a_line_may_arrive_in_pieces_and_the_last_needs_no_end() {
        assert_eq!(lines(&[b"one\ntw", b"o\r", b"\nthr\xc3", b"\xa9e"]), ["one", "two", "thrée"]);
    }

    #[test]
    fn progress_shows_its_last_state() {
        assert_eq!(lines(&[b"10 %\r50 %\r", b"100 %\ndone\n"]), ["100 %", "done"]);
    }

    #[test]
    fn colours_stay_and_bytes_that_are_no_text_are_replaced() {
        assert_eq!(lines(&[b"\x1b[31mred\x1b[0m \xff\0\n"]), ["\u{1b}[31mred\u{1b}[0m \u{fffd}\u{fffd}"]);
    }

    #[test]
    fn a_very_long_line_is_cut() {
        let long = vec![b'x'; 3 * MAXIMUM];
        let [line] = lines(&[&long, b"\n"]).try_into().unwrap();
        assert_eq!(line, format!("{} … (cut)", "x".repeat(MAXIMUM)));
    }

    #[test]
    fn a_credential_at_the_cut_is_not_shown() {
        let mut long = vec![b'x'; MAXIMUM - 20];
        long.extend(b" https://me:secret-and-long@index.example/simple\n");
        let [line] = lines(&[&long]).try_into().unwrap();
        assert!(line.ends_with("x https:// … (cut)"), "{line}");
    }

    #[test]
    fn credentials_are_masked() {
        for (text, shown) in [
            ("Looking in https://me:pa@ss@index.example/simple", "Looking in https://***@index.example/simple"),
            ("a://token@b and c://d:e@f", "a://***@b and c://***@f"),
            ("see https://example.org/@someone", "see https://example.org/@someone"),
            ("mail me@example.org", "mail me@example.org"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }
}
