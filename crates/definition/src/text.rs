//! Blanks, trimming and lines as the canonical form defines them; numbers and lists in sentences.

/// Space or tab.
pub fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// Without the space, tab, LF, FF and CR at both ends, and nothing else: a no-break space stays.
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\x0c', '\r'])
}

/// The lines of a text; CRLF, LF and CR end a line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let width = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + width..]);
        Some(&text[..end])
    })
}

/// Each item once, at its first place.
pub fn first_places(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for item in items {
        if seen.insert(item.clone()) {
            kept.push(item);
        }
    }
    kept
}

/// The line that a byte stands on, the first line is 1.
pub fn line_at(bytes: &[u8], place: usize) -> Option<u32> {
    u32::try_from(bytes[..place].split(|byte| *byte == b'\n').count()).ok()
}

/// The text with its first letter in upper case.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Numbers that are written as words.
const NUMBERS: [&str; 13] =
    ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];

/// `Four packages`, `40 packages`.
pub fn count_noun(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    NUMBERS.get(count).map_or_else(|| format!("{count} {noun}"), |number| format!("{number} {noun}"))
}

/// `a`, `a and b`, `a, b, c and 4 more`.
pub fn join_words(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] if rest.len() < 4 => format!("{} and {last}", rest.join(", ")),
        [first, second, third, rest @ ..] => format!("{first}, {second}, {third} and {} more", rest.len()),
        [..] => items.join(", "),
    }
}
