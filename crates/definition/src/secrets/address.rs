//! The credentials in addresses, as tools print them.

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
