//! What an unquoted word is in YAML 1.1, which conda and Azure read: text, number, truth value, date or nothing.

use crate::node::Value;

/// The value of an unquoted scalar.
pub fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::Bool(true, text.to_owned()),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::Bool(false, text.to_owned()),
        "=" | "<<" => Value::Other(text.to_owned()),
        _ if is_integer(text) || is_float(text) => Value::Number(text.to_owned()),
        _ if is_timestamp(text) => Value::Other(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// One character or more, all of them as wanted.
fn all(text: &str, wanted: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(wanted)
}

fn digit(character: char) -> bool {
    character.is_ascii_digit() || character == '_'
}

fn is_integer(text: &str) -> bool {
    let text = unsigned(text);
    let based = |prefix, wanted: fn(char) -> bool| text.strip_prefix(prefix).is_some_and(|digits| all(digits, wanted));
    text == "0"
        || based("0b", |next| matches!(next, '0' | '1' | '_'))
        || based("0x", |next| next.is_ascii_hexdigit() || next == '_')
        || based("0", |next| matches!(next, '0'..='7' | '_'))
        || text.starts_with(|first| matches!(first, '1'..='9')) && (all(text, digit) || is_sexagesimal(text))
}

/// Numbers to the base 60, `190:20:30`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let first =
        parts.next().is_some_and(|part| part.starts_with(|next: char| next.is_ascii_digit()) && all(part, digit));
    let mut rest = parts.peekable();
    first && rest.peek().is_some() && rest.all(is_sixtieth)
}

fn is_sixtieth(part: &str) -> bool {
    matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
}

fn is_float(text: &str) -> bool {
    let bare = unsigned(text);
    if matches!(bare, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let Some((whole, fraction)) = bare.split_once('.') else {
        return false;
    };
    let (fraction, exponent) = match fraction.find(['e', 'E']) {
        Some(place) => (&fraction[..place], Some(&fraction[place + 1..])),
        None => (fraction, None),
    };
    let exponent_fits =
        exponent.is_none_or(|power| power.starts_with(['-', '+']) && all(&power[1..], |next| next.is_ascii_digit()));
    let fraction_fits = fraction.chars().all(digit);
    let starts_with_digit = |text: &str| text.starts_with(|next: char| next.is_ascii_digit());
    if whole.is_empty() {
        return text.starts_with('.') && starts_with_digit(fraction) && fraction_fits && exponent_fits;
    }
    let decimal = starts_with_digit(whole) && all(whole, digit);
    fraction_fits && (decimal && exponent_fits || exponent.is_none() && is_sexagesimal(whole))
}

/// `2024-01-31`, also with a time behind it.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ', '\t']) {
        Some(place) => (&text[..place], Some(text[place..].trim_start_matches(['T', 't', ' ', '\t']))),
        None => (text, None),
    };
    let date: Vec<&str> = date.split('-').collect();
    let [year, month, day] = date[..] else {
        return false;
    };
    match time {
        None => is_digits(year, 4..=4) && is_digits(month, 2..=2) && is_digits(day, 2..=2),
        Some(time) => is_digits(year, 4..=4) && is_digits(month, 1..=2) && is_digits(day, 1..=2) && is_time(time),
    }
}

/// `1:02:03`, also with a fraction of a second and a time zone.
fn is_time(text: &str) -> bool {
    let zone_at = text.find(['Z', '+', '-', ' ', '\t']).unwrap_or(text.len());
    let (time, zone) = (&text[..zone_at], text[zone_at..].trim_start_matches([' ', '\t']));
    let parts: Vec<&str> = time.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else {
        return false;
    };
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let of_day = is_digits(hours, 1..=2) && is_digits(minutes, 2..=2) && is_digits(seconds, 2..=2);
    of_day && is_digits(fraction, 0..=usize::MAX) && is_zone(zone)
}

fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return matches!(text, "" | "Z");
    };
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    is_digits(hours, 1..=2) && is_digits(minutes, 2..=2)
}

fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_are(texts: &str, wanted: fn(&Value) -> bool) {
        for text in texts.split_whitespace() {
            assert!(wanted(&plain(text)), "{text} is {:?}", plain(text));
        }
    }

    #[test]
    fn unquoted_scalars_are_typed_as_in_yaml_1_1() {
        all_are("3.10 1 0 -1 +1 012 0x1F 0b1 1_000 1:30 190:20:30.5 .5 1. 1.e+3 .inf -.INF .NaN", |value| {
            matches!(value, Value::Number(_))
        });
        all_are("yes No TRUE off On", |value| matches!(value, Value::Bool(..)));
        all_are("2024-01-31 2024-1-1T1:02:03 2024-01-31T01:02:03.5Z 2024-01-31T1:02:03+1 = <<", |value| {
            matches!(value, Value::Other(_))
        });
        all_are("~ null", |value| matches!(value, Value::Null));
        let texts = "y n 1.2.3 3.10.4 1e5 12e03 0o7 09 1:75 2024-1-31 2024-01-31T1:2:3 python=3.10 >=1 1.0.* .nanx +.nan - -1x 0x";
        all_are(texts, |value| matches!(value, Value::Text(_)));
    }
}
