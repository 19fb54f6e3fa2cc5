//! What a tool writes, line by line, as a log may show it.

use definition::{mask_addresses, unfinished_authority};

/// The maximum length of a line, in bytes. The rest of a longer one is dropped.
const MAX_LINE_BYTES: usize = 8 * 1024;

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
                    if self.line.len() < MAX_LINE_BYTES {
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
            if let Some(start) = unfinished_authority(&text) {
                text.truncate(start);
            }
            text.push_str(" … (cut)");
        }
        (!text.trim().is_empty()).then(|| mask_addresses(&text))
    }
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
        let long = vec![b'x'; 3 * MAX_LINE_BYTES];
        let [line] = lines(&[&long, b"\n"]).try_into().unwrap();
        assert_eq!(line, format!("{} … (cut)", "x".repeat(MAX_LINE_BYTES)));
    }

    #[test]
    fn a_credential_at_the_cut_is_not_shown() {
        let mut long = vec![b'x'; MAX_LINE_BYTES - 20];
        long.extend(b" https://me:secret-and-long@index.example/simple\n");
        let [line] = lines(&[&long]).try_into().unwrap();
        assert!(line.ends_with("x https:// … (cut)"), "{line}");
    }
}
