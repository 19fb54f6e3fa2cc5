//! Texts as they may be shown: without the credentials that stand in them or in their addresses.

use super::text::{PRIVATE_KEY, assigned_secrets, credentials};
use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a credential.
const DOTS: &str = "••••••";

/// The text with dots for each password, token and signature in it, and for the values of Dockerfile variables whose
/// name says that they are secret. Line breaks stay, so that lines keep their numbers.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut hidden: Vec<Range<usize>> = credentials(text).chain(private_keys(text)).collect();
    let start = text.as_ptr().addr();
    for line in text.lines() {
        hidden.extend(assigned_secrets(line).map(|value| {
            let place = value.as_ptr().addr() - start;
            place..place + value.len()
        }));
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_by_key(|range| (range.start, range.end));
    let (mut masked, mut shown) = (String::with_capacity(text.len()), 0);
    for range in hidden.into_iter().filter(|range| !range.is_empty()) {
        if range.start >= shown {
            masked.push_str(&text[shown..range.start]);
            masked.push_str(DOTS);
        }
        if range.end > shown {
            masked.extend(text[shown.max(range.start)..range.end].matches('\n'));
            shown = range.end;
        }
    }
    Cow::Owned(masked + &text[shown..])
}

/// What stands between the first and the last line of private keys.
fn private_keys(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut marks = text.match_indices(PRIVATE_KEY).map(|(place, mark)| place + mark.len());
    std::iter::from_fn(move || {
        let begin = marks.next()?;
        let end = marks.next().map_or(text.len(), |end| text[..end].rfind("-----END").map_or(end, |at| at.max(begin)));
        Some(begin..end)
    })
}

/// The text with the credentials of its addresses (`://user:password@`) replaced by `***`.
#[must_use]
pub fn mask_addresses(text: &str) -> String {
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

/// Where the authority of the last address starts, when the text ends before it does: its end may be a credential that
/// cannot be recognised any more.
#[must_use]
pub fn unfinished_authority(text: &str) -> Option<usize> {
    let start = text.rfind("://")? + 3;
    (!text[start..].contains(ends_authority)).then_some(start)
}

fn ends_authority(character: char) -> bool {
    character.is_whitespace() || matches!(character, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_become_dots_and_all_else_stays() {
        for (text, shown) in [
            ("https://me:hunter2@host/simple", "https://me:••••••@host/simple"),
            ("a https://${U}:${P}@host b", "a https://${U}:${P}@host b"),
            ("https://a.blob/b?sv=1&sig=abcdefghijklmnopqrstuvwxyz&x=1", "https://a.blob/b?sv=1&sig=••••••&x=1"),
            ("TOKEN hf_abcdefghijklmnopqrstuvwxyzabcdef.", "TOKEN ••••••."),
            ("FROM a\nENV DB_PASSWORD=hunter2 A=1\n", "FROM a\nENV DB_PASSWORD=•••••• A=1\n"),
            ("ENV API_KEY hunter2", "ENV API_KEY ••••••"),
            ("numpy==1.26.4", "numpy==1.26.4"),
            ("https://conda.example.org/t/ab-12345678/team", "https://conda.example.org/t/••••••/team"),
            ("the channel `t/ab-12345678/team`", "the channel `t/••••••/team`"),
            ("https://forum.example.org/t/wheels-for-3-14/1234", "https://forum.example.org/t/wheels-for-3-14/1234"),
            ("https://conda.example.org/t/${TOKEN}/team", "https://conda.example.org/t/${TOKEN}/team"),
            (
                "-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----\nRUN a",
                "-----BEGIN PRIVATE KEY-----••••••\n\n\n-----END PRIVATE KEY-----\nRUN a",
            ),
        ] {
            assert_eq!(mask(text), shown);
        }
    }

    #[test]
    fn credentials_are_masked() {
        for (text, shown) in [
            ("Looking in https://me:pa@ss@index.example/simple", "Looking in https://***@index.example/simple"),
            ("a://token@b and c://d:e@f", "a://***@b and c://***@f"),
            ("see https://example.org/@someone", "see https://example.org/@someone"),
            ("mail me@example.org", "mail me@example.org"),
        ] {
            assert_eq!(mask_addresses(text), shown);
        }
    }

    #[test]
    fn only_the_last_authority_can_be_unfinished() {
        assert_eq!(unfinished_authority("see a://b and c://d:e"), Some(18));
        assert_eq!(unfinished_authority("see a://b and"), None);
        assert_eq!(unfinished_authority("no address"), None);
    }
}
