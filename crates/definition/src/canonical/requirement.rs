//! One requirement, by the grammar of PyPA's "Dependency specifiers", with its environment marker.

use super::version::{TrailingZeros, normal_version};
use crate::text::is_blank;
use std::collections::BTreeSet;

const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

/// The canonical spelling of a trimmed requirement without hashes; none when the grammar does not cover it.
pub fn normalise(text: &str) -> Option<String> {
    let (name, rest) = text.split_at(name_length(text)?);
    let (extras, rest) = extras(rest.trim_start_matches(is_blank))?;
    let name = format!("{}{extras}", canonical_name(name));
    if let Some(place) = rest.strip_prefix('@') {
        let place = place.trim_start_matches(is_blank);
        let (url, rest) = place.split_at(place.find(is_blank).unwrap_or(place.len()));
        let rest = rest.trim_start_matches(is_blank);
        return match (url, rest.strip_prefix(';')) {
            ("", _) => None,
            (_, Some(marker)) => Some(format!("{name} @ {url} ; {}", normal_marker(marker)?)),
            (_, None) => rest.is_empty().then(|| format!("{name} @ {url}")),
        };
    }
    let (versions, marker) = rest.split_once(';').map_or((rest, None), |(versions, marker)| (versions, Some(marker)));
    let versions = clauses(versions.trim_matches(is_blank))?;
    match marker {
        Some(marker) => Some(format!("{name}{versions}; {}", normal_marker(marker)?)),
        None => Some(format!("{name}{versions}")),
    }
}

/// The length of the name at the start: it begins and ends with a letter or digit.
pub fn name_length(text: &str) -> Option<usize> {
    let end = text.find(|next: char| !next.is_ascii_alphanumeric() && !matches!(next, '-' | '_' | '.'));
    let name = text[..end.unwrap_or(text.len())].trim_end_matches(['-', '_', '.']);
    name.starts_with(|first: char| first.is_ascii_alphanumeric()).then_some(name.len())
}

/// Lower case, runs of `-`, `_` and `.` as one `-`.
pub fn canonical_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// The extras as `[a,b]` or nothing, and what follows them; none when a bracket holds something else.
fn extras(text: &str) -> Option<(String, &str)> {
    let Some(inside) = text.strip_prefix('[') else {
        return Some((String::new(), text));
    };
    let (inside, rest) = inside.split_once(']')?;
    let rest = rest.trim_start_matches(is_blank);
    let inside = inside.trim_matches(is_blank);
    if inside.is_empty() {
        return Some((String::new(), rest));
    }
    let names = inside.split(',').map(|extra| {
        let extra = extra.trim_matches(is_blank);
        (name_length(extra) == Some(extra.len())).then(|| canonical_name(extra))
    });
    let names: BTreeSet<String> = names.collect::<Option<_>>()?;
    Some((format!("[{}]", names.into_iter().collect::<Vec<_>>().join(",")), rest))
}

/// The version clauses without blanks, as a sorted set joined with commas; none when they are no clauses.
fn clauses(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let text = text.strip_prefix('(').map_or(Some(text), |text| text.strip_suffix(')'))?.trim_matches(is_blank);
    let text = text.strip_suffix(',').unwrap_or(text);
    let clauses: Option<BTreeSet<String>> = text.split(',').map(|each| clause(each.trim_matches(is_blank))).collect();
    Some(clauses?.into_iter().collect::<Vec<_>>().join(","))
}

fn clause(text: &str) -> Option<String> {
    let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator))?;
    let version = text[operator.len()..].trim_start_matches(is_blank);
    let is_version = |next: char| next.is_ascii_alphanumeric() || "-_.*+!".contains(next);
    if version.is_empty() || !version.chars().all(is_version) {
        return None;
    }
    let normal = match operator {
        "===" => None,
        "~=" => normal_version(version, TrailingZeros::Keep),
        _ => normal_version(version, TrailingZeros::Drop),
    };
    Some(format!("{operator}{}", normal.as_deref().unwrap_or(version)))
}

/// The canonical spelling of a marker; none when it holds something that is no token, or nothing.
fn normal_marker(text: &str) -> Option<String> {
    let mut marker = String::new();
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let (token, after) = marker_token(rest)?;
        if !(marker.is_empty() || marker.ends_with('(') || token == ")") {
            marker.push(' ');
        }
        marker.push_str(&token);
        rest = after.trim_start_matches(is_blank);
    }
    Some(marker).filter(|marker| !marker.is_empty())
}

/// The first token, and what follows it.
pub fn marker_token(text: &str) -> Option<(String, &str)> {
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
