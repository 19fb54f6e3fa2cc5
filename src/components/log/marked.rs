//! The lines that the address names: `#L120`, or `#L120-L130`.

use std::ops::RangeInclusive;

/// Lines by their numbers.
pub type Marked = RangeInclusive<u64>;

/// The lines that the fragment of an address names.
pub fn of(fragment: &str) -> Option<Marked> {
    let number = |text: &str| text.strip_prefix('L')?.parse::<u64>().ok();
    let names = fragment.strip_prefix('#')?;
    let (first, last) = names.split_once('-').unwrap_or((names, names));
    let (first, last) = (number(first)?, number(last)?);
    Some(first.min(last)..=first.max(last))
}

/// The fragment that names these lines.
pub fn fragment(lines: &Marked) -> String {
    match (lines.start(), lines.end()) {
        (first, last) if first == last => format!("#L{first}"),
        (first, last) => format!("#L{first}-L{last}"),
    }
}

/// The lines from those that are marked to this one.
pub fn until(marked: Option<Marked>, number: u64) -> Marked {
    let from = marked.map_or(number, |marked| *marked.start());
    from.min(number)..=from.max(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_found_again() {
        for lines in [120..=120, 7..=9] {
            assert_eq!(of(&fragment(&lines)), Some(lines));
        }
        assert_eq!(of("#L9-L7"), Some(7..=9));
    }

    #[test]
    fn other_fragments_name_no_line() {
        for fragment in ["", "#", "#main", "#L", "#L1-", "#Lx", "L1"] {
            assert_eq!(of(fragment), None, "{fragment}");
        }
    }

    #[test]
    fn a_range_goes_from_the_marked_line_in_either_direction() {
        assert_eq!(until(Some(5..=5), 8), 5..=8);
        assert_eq!(until(Some(5..=5), 2), 2..=5);
        assert_eq!(until(None, 2), 2..=2);
    }
}
