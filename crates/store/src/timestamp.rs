//! Times as the store and the API have them: RFC 3339 in UTC, always with milliseconds, so that they sort as text.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Formats a time.
pub fn stamp(time: OffsetDateTime) -> String {
    let utc = time.to_offset(time::UtcOffset::UTC);
    let (hour, minute, second, millisecond) = utc.to_hms_milli();
    let (year, month, day) = (utc.year(), u8::from(utc.month()), utc.day());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// Milliseconds from one timestamp to a later one; zero when a clock went backwards.
pub fn milliseconds_between(from: &str, to: &str) -> u64 {
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    match (parse(from), parse(to)) {
        (Some(from), Some(to)) => u64::try_from((to - from).whole_milliseconds()).unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_have_milliseconds_and_are_in_utc() {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(1_760_000_000_042_000_000).unwrap();
        let elsewhere = moment.to_offset(time::UtcOffset::from_hms(2, 0, 0).unwrap());
        assert_eq!(stamp(elsewhere), "2025-10-09T08:53:20.042Z");
    }

    #[test]
    fn durations_are_never_negative() {
        let (earlier, later) = ("2025-10-09T08:53:20.042Z", "2025-10-09T08:53:21.043Z");
        assert_eq!(milliseconds_between(earlier, later), 1001);
        assert_eq!(milliseconds_between(later, earlier), 0);
    }
}
