//! Keys that are nearly others.

/// The longest key that is looked at, in bytes: what is longer is no slip of the finger.
const MAX_KEY_LENGTH: usize = 32;

/// Keys of other tools, which are near some of ours.
const OTHERS: [&str; 4] = ["platform", "platforms", "channel_alias", "built"];

/// The key that was most likely meant.
pub fn meant<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    if key.len() > MAX_KEY_LENGTH || known.contains(&key) || OTHERS.contains(&key) {
        return None;
    }
    let allowed = |known: &str| if known.len() < 8 { 1 } else { 2 };
    let near = known.iter().filter(|known| known.len() > 4).map(|known| (distance(key, known), *known));
    near.filter(|(distance, known)| *distance <= allowed(known)).min().map(|(_, known)| known)
}

/// How many letters are to be put in, left out, exchanged or swapped, without regard to case.
fn distance(one: &str, other: &str) -> usize {
    let letters = |text: &str| text.chars().map(|letter| letter.to_ascii_lowercase()).collect::<Vec<_>>();
    let (one, other) = (letters(one), letters(other));
    let mut earlier = vec![0; other.len() + 1];
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1; other.len() + 1];
        for (column, wanted) in other.iter().enumerate() {
            let exchanged = before[column] + usize::from(letter != wanted);
            now[column + 1] = exchanged.min(before[column + 1] + 1).min(now[column] + 1);
            let swapped = row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *wanted;
            if swapped {
                now[column + 1] = now[column + 1].min(earlier[column - 1] + 1);
            }
        }
        earlier = std::mem::replace(&mut before, now);
    }
    before[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_and_another_word_is_not() {
        let known = ["name", "channels", "dependencies", "variables"];
        for (slip, wanted) in [
            ("channe", "channels"),
            ("chanels", "channels"),
            ("Channels", "channels"),
            ("dependancies", "dependencies"),
            ("depednencies", "dependencies"),
            ("variable", "variables"),
        ] {
            assert_eq!(meant(slip, &known), Some(wanted), "{slip}");
        }
        for other in ["channels", "platforms", "category", "game", "prefix", "", &"x".repeat(1_000)] {
            assert_eq!(meant(other, &known), None, "{other}");
        }
    }
}
