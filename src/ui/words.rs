//! Amounts in words.

pub use ::api::amount::{bytes, duration};
use definition::SHORT_DIGITS;

/// A prediction in milliseconds (`about 4 min`).
pub fn about(milliseconds: u64) -> String {
    let seconds = milliseconds.div_ceil(1000).max(1);
    match seconds {
        0..60 => format!("about {seconds} s"),
        60..3600 => format!("about {} min", (seconds + 30) / 60),
        _ => format!("about {} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A time in a build as a clock shows it (`1:17`).
pub fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `200,000`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A part of 1 in whole per cent.
pub fn percent(part: f64) -> u32 {
    per_mille(part) / 10
}

/// A part of 1 in whole thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
pub fn per_mille(part: f64) -> u32 {
    (part.clamp(0.0, 1.0) * 1000.0) as u32
}

/// A number of things (`1 package`, `64 packages`).
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Items as a sentence lists them (`a`, `a and b`, `a, b and c`).
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match &items[..] {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first digits of a digest as it is written in JSON, with its algorithm when it has one (`sha256:71c0fe3da9b2`).
pub fn short_digest(digest: &str) -> &str {
    let algorithm = digest.find(':').map_or(0, |colon| colon + 1);
    digest.get(..algorithm + SHORT_DIGITS).unwrap_or(digest)
}

/// A text with its first letter in lower case, to continue a sentence.
pub fn lower_first(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_lowercase().chain(signs).collect())
}

/// A text that begins as a sentence does.
pub fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!([7, 1000, 200_000, 1_234_567].map(thousands), ["7", "1,000", "200,000", "1,234,567"]);
    }

    #[test]
    fn a_digest_is_cut_to_twelve_digits() {
        let digits = "71c0fe3da9b2".to_owned() + &"0".repeat(52);
        assert_eq!(short_digest(&digits), "71c0fe3da9b2");
        assert_eq!(short_digest(&format!("sha256:{digits}")), "sha256:71c0fe3da9b2");
        assert_eq!(short_digest("sha256:71c0"), "sha256:71c0");
    }

    #[test]
    fn sizes_have_two_digits_at_least() {
        let sizes = [0, 999, 1_000, 102_345_678, 1_940_000_000, 9_999_999_999].map(bytes);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "102 MB", "1.9 GB", "10 GB"]);
    }

    #[test]
    fn durations_keep_what_matters() {
        let durations = [840, 9_999, 41_000, 228_400, 42_000_000].map(duration);
        assert_eq!(durations, ["0.8 s", "9.9 s", "41 s", "3 min 48 s", "11 h 40 min"]);
    }

    #[test]
    fn predictions_are_rounded() {
        assert_eq!([1, 40_000, 228_400].map(about), ["about 1 s", "about 40 s", "about 4 min"]);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["base"]), "base");
        assert_eq!(list(&["base", "steps", "Python"]), "base, steps and Python");
    }
}
