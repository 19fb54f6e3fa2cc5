//! Why pip cannot read a requirement.

use super::fault::{Fault, FaultKind};
use super::marker;
use crate::canonical::{TrailingZeros, normal_version, pip_name_length, pip_requirement};
use crate::text::is_blank;

const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

const EXAMPLE: &str = "A requirement is a name and versions, for example `numpy==1.26.4` or `numpy>=1.26,<2`.";

/// What is wrong with a requirement that is no path and no bare URL. A fix is one only if pip can read it.
pub fn requirement(text: &str) -> Option<Fault> {
    let fault = find(text)?;
    let is_read = |lines: &Vec<String>| lines.iter().all(|line| find(line).is_none());
    Some(Fault { fix: fault.fix.filter(is_read), ..fault })
}

/// The same, with a fix that nobody has tried.
pub fn find(text: &str) -> Option<Fault> {
    let Some(length) = pip_name_length(text) else { return Some(no_name(text)) };
    let (name, rest) = text.split_at(length);
    if let Some(after) = rest.strip_prefix(['-', '_', '.']).filter(|_| rest.trim_matches(['-', '_', '.']).is_empty()) {
        let help = "Pip accepts this; uv, which installs the packages, does not. Remove it.";
        let message = format!("The name `{text}` ends in `{}`", &rest[..rest.len() - after.len()]);
        return Some(Fault::new(FaultKind::NotSupported, message, help).fix([name.to_owned()]));
    }
    let rest = rest.trim_start_matches(is_blank);
    let (extras, rest) = match rest.strip_prefix('[') {
        None => ("", rest),
        Some(inside) => match inside.find(']') {
            None => return Some(refused(text, "a bracket is not closed", None)),
            Some(end) => (&rest[..end + 2], rest[end + 2..].trim_start_matches(is_blank)),
        },
    };
    if !extras.is_empty() && pip_requirement(&format!("{name}{extras}")).is_none() {
        return Some(refused(text, &format!("`{extras}` is not a valid list of extras"), None));
    }
    let head = &text[..text.len() - rest.len()];
    if let Some(place) = rest.strip_prefix('@') {
        let place = place.trim_start_matches(is_blank);
        let (url, rest) = place.split_at(place.find(is_blank).unwrap_or(place.len()));
        let rest = rest.trim_start_matches(is_blank);
        return match (url, rest.strip_prefix(';')) {
            ("", _) => Some(refused(text, "there is no URL after `@`", None)),
            (_, Some(marker)) => marker::fault(&format!("{head}@ {url} "), marker),
            _ if rest.is_empty() => None,
            _ => Some(refused(text, &format!("unexpected `{rest}` after the URL"), None)),
        };
    }
    let (versions, marker) = rest.split_once(';').map_or((rest, None), |(versions, marker)| (versions, Some(marker)));
    let tail = marker.map(|marker| format!(";{marker}")).unwrap_or_default();
    let of_versions = |corrected: String| format!("{}{corrected}{tail}", head.trim_end_matches(is_blank));
    let found = [
        specifiers(text, versions.trim_matches(is_blank), &of_versions),
        marker.and_then(|marker| marker::fault(&text[..text.len() - tail.len()], marker)),
    ];
    heaviest(found)
}

/// The first fault that pip refuses the line for, else the first one.
pub fn heaviest(faults: [Option<Fault>; 2]) -> Option<Fault> {
    let mut faults: Vec<Fault> = faults.into_iter().flatten().collect();
    faults.sort_by_key(|fault| fault.kind == FaultKind::NotSupported);
    faults.into_iter().next()
}

fn refused(text: &str, why: &str, corrected: Option<String>) -> Fault {
    let fault = Fault::new(FaultKind::Requirement, format!("Pip cannot read `{text}`: {why}"), EXAMPLE);
    Fault { fix: corrected.map(|corrected| vec![corrected]), ..fault }
}

fn no_name(text: &str) -> Fault {
    let unquoted = text.trim_matches(['"', '\'']);
    let corrected = Some(unquoted.to_owned()).filter(|unquoted| unquoted != text);
    let why = if corrected.is_some() {
        "quotes are only needed on a command line"
    } else {
        "it does not start with a package name"
    };
    refused(text, why, corrected)
}

/// What is wrong with the versions between name and marker.
fn specifiers(text: &str, versions: &str, with: &dyn Fn(String) -> String) -> Option<Fault> {
    if versions.is_empty() {
        return None;
    }
    let inside = match (versions.strip_prefix('('), versions.ends_with(')')) {
        (Some(inside), true) => inside[..inside.len() - 1].trim_matches(is_blank),
        (None, false) => versions,
        _ => return Some(refused(text, "the parentheses are not balanced", None)),
    };
    if inside.is_empty() {
        let help = "Pip accepts this; uv, which installs the packages, does not. Remove the parentheses.";
        let fault = Fault::new(FaultKind::NotSupported, "The parentheses are empty", help);
        return Some(fault.fix([with(String::new())]));
    }
    let clauses: Vec<&str> = inside.split(',').map(|clause| clause.trim_matches(is_blank)).collect();
    for (index, clause) in clauses.iter().enumerate() {
        let is_last = index + 1 == clauses.len();
        if clause.is_empty() && is_last && index > 0 {
            continue;
        }
        let replaced = |corrected: &str| {
            let mut clauses = clauses.clone();
            clauses[index] = corrected;
            with(clauses.join(","))
        };
        let fault = clause_fault(text, clause, &replaced);
        if fault.is_some() {
            return heaviest([fault, several_after_exact(inside)]);
        }
    }
    several_after_exact(inside)
}

/// Pip takes all up to the next blank for the version behind `===`.
fn several_after_exact(versions: &str) -> Option<Fault> {
    let (_, exact) = versions.split_once("===").filter(|(_, exact)| exact.contains(','))?;
    let exact = exact.trim_matches(is_blank);
    let word = exact.split(is_blank).next().unwrap_or_default();
    let kind = if exact.len() > word.len() { FaultKind::Requirement } else { FaultKind::NotSupported };
    let message = format!("`===` compares with all of `{word}`, up to the next blank");
    Some(Fault::new(kind, message, "Write `==` when other versions follow."))
}

/// What is wrong with one clause.
fn clause_fault(text: &str, clause: &str, with: &dyn Fn(&str) -> String) -> Option<Fault> {
    if clause.is_empty() {
        return Some(refused(text, "there is an unexpected comma", None));
    }
    let symbols = clause.len() - clause.trim_start_matches(['=', '<', '>', '!', '~']).len();
    let (written, version) = (&clause[..symbols], clause[symbols..].trim_start_matches(is_blank));
    let Some(operator) = OPERATORS.into_iter().find(|operator| *operator == written) else {
        return Some(no_operator(text, written, version, with));
    };
    // The `!` of an epoch is no operator.
    let is_operator = |at: usize| !version[at..].starts_with('!') || version[at..].starts_with("!=");
    let next = version.match_indices(['<', '>', '=', '!', '~']).map(|(at, _)| at).find(|at| is_operator(*at));
    if let Some(at) = next.filter(|_| operator != "===") {
        let (first, second) = (version[..at].trim_end_matches(is_blank), &version[at..]);
        let why = format!("a comma is missing between `{operator}{first}` and `{second}`");
        return Some(refused(text, &why, Some(with(&format!("{operator}{first},{second}")))));
    }
    if version.is_empty() {
        return Some(refused(text, &format!("no version follows `{operator}`"), None));
    }
    if operator == "===" {
        let help =
            "Pip compares it as text; uv, which installs the packages, needs a version. Write `==` and a version.";
        let is_text = version.chars().all(|next| !next.is_whitespace() && next != ')');
        return match (is_text, is_version(version)) {
            (true, true) => None,
            (true, false) => Some(Fault::new(FaultKind::NotSupported, format!("`{version}` is not a version"), help)),
            (false, _) => Some(refused(text, &format!("`{version}` is more than one word"), None)),
        };
    }
    if let Some(whole) = version.strip_suffix(".*") {
        let is_plain = is_version(whole) && !whole.contains('+') && !whole.to_ascii_lowercase().contains("dev");
        let is_release = is_plain
            && whole
                .trim_start_matches(['v', 'V'])
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'!'));
        return match operator {
            "==" | "!=" if is_release => None,
            "==" | "!=" => Some(refused(text, &format!("`.*` cannot follow `{whole}`"), None)),
            _ => {
                let why = format!("`.*` works only with `==` and `!=`, not with `{operator}`");
                Some(refused(text, &why, Some(with(&format!("{operator}{whole}")))))
            }
        };
    }
    if !is_version(version) {
        // `2.1.0-cu118`: what distinguishes builds of one version stands behind a plus.
        let as_local = version.split_once(['-', '_']).map(|(public, local)| format!("{public}+{local}"));
        let as_local = as_local.filter(|version| operator == "==" && is_version(version));
        let why = match &as_local {
            Some(_) => format!("a local version starts with `+`, and `{version}` is not a version"),
            None => format!("`{version}` is not a version"),
        };
        return Some(refused(text, &why, as_local.map(|version| with(&format!("=={version}")))));
    }
    let takes_local = matches!(operator, "==" | "!=");
    if let Some((public, local)) = version.split_once('+').filter(|_| !takes_local) {
        let why = format!("`+{local}` works only with `==` and `!=`, not with `{operator}`");
        return Some(refused(text, &why, Some(with(&format!("{operator}{public}")))));
    }
    if operator == "~=" && !has_two_numbers(version) {
        return Some(refused(text, "`~=` needs at least two numbers, as in `~=1.4`", None));
    }
    None
}

/// Whether the release of a version has two parts at least.
fn has_two_numbers(version: &str) -> bool {
    let public = version.split_once('!').map_or(version, |(_, public)| public).trim_start_matches(['v', 'V']);
    let end = public.find(|next: char| !next.is_ascii_digit() && next != '.').unwrap_or(public.len());
    public[..end].trim_end_matches('.').contains('.')
}

/// A version without an operator that pip knows.
fn no_operator(text: &str, written: &str, version: &str, with: &dyn Fn(&str) -> String) -> Fault {
    let meant = match written {
        "=" => "==",
        "=>" | ">==" => ">=",
        "=<" | "<==" => "<=",
        "<>" | "=!" | "!" => "!=",
        "~" | "=~" | "~==" => "~=",
        _ => "",
    };
    let corrected = (!meant.is_empty()).then(|| with(&format!("{meant}{version}")));
    match written {
        "=" => {
            let fault = refused(text, "one `=` is how conda writes versions", corrected);
            let message = format!("`{text}` has one `=`, and pip reads `==`");
            let help = "One `=` is how conda writes versions.".to_owned();
            Fault { kind: FaultKind::SingleEquals, message, help, ..fault }
        }
        "" => {
            let is_versions = is_version(version.trim_end_matches(".*"));
            let corrected = is_versions.then(|| with(&format!("=={version}")));
            let why = if is_versions {
                format!("an operator is missing before `{version}`")
            } else {
                format!("expected a version, found `{version}`")
            };
            refused(text, &why, corrected)
        }
        _ => refused(text, &format!("`{written}` is not a version operator"), corrected),
    }
}

/// Whether PEP 440 knows a version.
fn is_version(text: &str) -> bool {
    normal_version(text, TrailingZeros::Keep).is_some()
}
