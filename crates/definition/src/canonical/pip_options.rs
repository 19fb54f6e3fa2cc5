//! Options behind a requirement on the same line: pip reads few of them there and passes over the rest in silence.

use crate::text::is_blank;

/// What pip reads behind a requirement.
const READ: [&str; 4] = ["--hash", "--config-settings", "--config-setting", "--global-option"];

/// What pip reads on a line of its own only, and whether a value follows.
const PASSED_OVER: [(&str, bool); 13] = [
    ("--index-url", true),
    ("-i", true),
    ("--extra-index-url", true),
    ("--find-links", true),
    ("-f", true),
    ("--no-binary", true),
    ("--only-binary", true),
    ("--trusted-host", true),
    ("--use-feature", true),
    ("--no-index", false),
    ("--pre", false),
    ("--prefer-binary", false),
    ("--require-hashes", false),
];

/// A requirement as pip reads it, and the options that it passes over, each with its value. Where an option is none of
/// pip's, nothing is taken away: pip refuses the line.
pub fn split(line: &str) -> (String, Vec<String>) {
    let whole = || (line.to_owned(), Vec::new());
    let mut words = line.split(is_blank).filter(|word| !word.is_empty()).peekable();
    let mut kept = Vec::new();
    let mut passed_over = Vec::new();
    while let Some(word) = words.next_if(|word| !word.starts_with('-')) {
        kept.push(word);
    }
    while let Some(word) = words.next() {
        let name = word.split('=').next().unwrap_or_default();
        if let Some((_, valued)) = PASSED_OVER.iter().find(|(option, _)| *option == name) {
            match words.next_if(|_| *valued && name == word) {
                Some(value) => passed_over.push(format!("{word} {value}")),
                None => passed_over.push(word.to_owned()),
            }
        } else if READ.contains(&name) || !word.starts_with('-') {
            kept.push(word);
        } else {
            return whole();
        }
    }
    if passed_over.is_empty() || kept.is_empty() { whole() } else { (kept.join(" "), passed_over) }
}
