//! Sizes and durations as text, and back.
//!
//! Not the usual crates, because their texts are others: `bytesize` writes every size with one decimal (`80.0 MB`) and reads
//! one without a unit, `humantime` writes `2m 4s` with all units down to the millisecond and reads no fractions (`1.5h`).
//! The console has this in its first load.

const SIZES: [(u64, &str); 5] =
    [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"), (1, "B")];
const TIMES: [(u64, &str); 4] = [(3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")];

/// A size in bytes (`1.9 GB`).
#[must_use]
pub fn bytes(size: u64) -> String {
    let Some((unit, name)) = SIZES[1..4].iter().find(|(unit, _)| size >= *unit) else { return format!("{size} B") };
    let tenths = size.saturating_add(unit / 20) / (unit / 10);
    if tenths >= 100 {
        format!("{} {name}", (tenths + 5) / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}

/// A duration in milliseconds (`3 min 48 s`, `41 s`, `0.8 s`).
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0..10 => format!("{seconds}.{} s", milliseconds % 1000 / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Parses a size into bytes (`10GB`, `1.5 TB`, `500 MB`); units are decimal.
///
/// # Errors
/// Describes the expected form.
pub fn read_bytes(text: &str) -> Result<u64, String> {
    read(text, &SIZES).ok_or_else(|| "write a number with B, kB, MB, GB or TB, for example 10GB".to_owned())
}

/// Parses a duration into milliseconds (`2h`, `90 min`, `1.5 h`, `30s`).
///
/// # Errors
/// Describes the expected form.
pub fn read_duration(text: &str) -> Result<u64, String> {
    read(text, &TIMES).ok_or_else(|| "write a number with s, min or h, for example 2h or 90min".to_owned())
}

/// At most nine digits, a point and three more, then one of the units.
fn read(text: &str, units: &[(u64, &str)]) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|character: char| !matches!(character, '0'..='9' | '.'))?);
    let (factor, _) = units.iter().find(|(_, name)| name.eq_ignore_ascii_case(unit.trim()))?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    if whole.len() > 9 || part.is_empty() || part.len() > 3 {
        return None;
    }
    let thousandths: u64 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(*factor)?.checked_add(thousandths * factor / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_parsed() {
        for (text, size) in [
            ("10GB", 10_000_000_000),
            ("1.5 tb", 1_500_000_000_000),
            (" 500 MB ", 500_000_000),
            ("0.25kb", 250),
            ("7B", 7),
        ] {
            assert_eq!(read_bytes(text), Ok(size), "{text}");
        }
        for text in ["", "10", "GB", "1.GB", "-1GB", "1e9B", "10 GiB", "9999999999GB", "1..5GB"] {
            assert!(read_bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_parsed() {
        for (text, time) in
            [("2h", 7_200_000), ("90 min", 5_400_000), ("1.5h", 5_400_000), ("30s", 30_000), ("250ms", 250)]
        {
            assert_eq!(read_duration(text), Ok(time), "{text}");
        }
        for text in ["", "2", "h", "2 days", "1:30", "-2h"] {
            assert!(read_duration(text).is_err(), "{text}");
        }
    }
}
