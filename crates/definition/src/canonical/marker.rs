//! Environment markers: their tokens, written with the same blanks and quotes.

use crate::text::is_blank;

const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

/// The canonical spelling of a marker; none when it holds something that is no token, or nothing.
pub fn normalise(text: &str) -> Option<String> {
    let mut marker = String::new();
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let (token, after) = token(rest)?;
        if !(marker.is_empty() || marker.ends_with('(') || token == ")") {
            marker.push(' ');
        }
        marker.push_str(&token);
        rest = after.trim_start_matches(is_blank);
    }
    Some(marker).filter(|marker| !marker.is_empty())
}

/// The first token, and what follows it.
pub fn token(text: &str) -> Option<(String, &str)> {
    let first = text.chars().next()?;
    if matches!(first, '"' | '\'') {
        let (inside, rest) = text[1..].split_once(first)?;
        let quote = if inside.contains('"') { '\'' } else { '"' };
        return (!inside.contains('\\')).then(|| (format!("{quote}{inside}{quote}"), rest));
    }
    let length = if matches!(first, '(' | ')') {
        1
    } else if first.is_ascii_alphabetic() || first == '_' {
        let is_name = |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '.');
        text.find(|next| !is_name(next)).unwrap_or(text.len())
    } else {
        OPERATORS.into_iter().find(|operator| text.starts_with(operator))?.len()
    };
    Some((text[..length].to_owned(), &text[length..]))
}
