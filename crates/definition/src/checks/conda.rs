//! What conda cannot read in an entry of its list.

use super::check::Check;
use super::rule::Rule;
use crate::PackageSource;
use crate::canonical::Specification;
use crate::edit::Edit;

/// Operators of versions.
const OPERATORS: [&str; 8] = ["==", "!=", "<=", ">=", "~=", "=", "<", ">"];

/// What may stand in brackets behind a name.
const KEYS: [&str; 18] = [
    "name",
    "version",
    "build",
    "build_number",
    "channel",
    "subdir",
    "fn",
    "url",
    "md5",
    "sha256",
    "license",
    "license_family",
    "features",
    "track_features",
    "extras",
    "when",
    "flags",
    "namespace",
];

/// Why an entry cannot be read; none when it can, or nobody knows.
pub fn find(text: &str) -> Option<Check> {
    let specification = Specification::parse(text)?;
    let rest = specification.rest.as_str();
    let (versions, brackets) = rest.find('[').map_or((rest, None), |at| (&rest[..at], Some(&rest[at..])));
    if let Some(brackets) = brackets {
        let (inside, behind) = brackets[1..].split_once(']').unwrap_or((&brackets[1..], ""));
        if !fields(inside).all(is_field) {
            let help = format!(
                "In the conda list, brackets contain `key=value`. Move `{name}[{inside}]` to the pip list, or remove the extras.",
                name = specification.name
            );
            return Some(invalid(text, "only pip has extras", &help));
        }
        if !brackets.contains(']') {
            return Some(invalid(text, "a bracket is not closed", EXAMPLE));
        }
        if !behind.trim().is_empty() && !behind.trim_start().starts_with('[') {
            return Some(invalid(text, &format!("unexpected `{}` after the bracket", behind.trim()), EXAMPLE));
        }
    }
    if versions.trim().is_empty() || versions.contains(['(', ')']) {
        return None;
    }
    versions_fault(text, versions.trim())
}

const EXAMPLE: &str = "An entry is a name and versions, for example `numpy=1.26` or `numpy >=1.26,<2`.";

fn invalid(text: &str, why: &str, help: &str) -> Check {
    Check::new(Rule::CondaInvalid, format!("Conda cannot read `{text}`: {why}"), help)
}

/// What is wrong, and the entry as it is meant, if it can be read.
fn corrected(text: &str, why: &str, before: &str, after: &str) -> Check {
    let meant = text.replacen(before, after, 1);
    let is_read = Specification::parse(&meant).is_some_and(|specification| specification.is_well_formed);
    if !is_read {
        return invalid(text, why, EXAMPLE);
    }
    let edit = Edit::Line { source: PackageSource::Conda, before: Some(text.to_owned()), after: Some(meant.clone()) };
    invalid(text, why, &format!("Write `{meant}`.")).fix(format!("Write {meant}"), vec![edit])
}

/// The fields between brackets; a comma in quotes is none between fields.
fn fields(inside: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    inside.split(move |next| {
        match quote {
            None if matches!(next, '"' | '\'') => quote = Some(next),
            Some(open) if open == next => quote = None,
            _ => {}
        }
        next == ',' && quote.is_none()
    })
}

fn is_field(field: &str) -> bool {
    let field = field.trim();
    field.is_empty() || field.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key.trim()))
}

fn versions_fault(text: &str, versions: &str) -> Option<Check> {
    for clause in versions.split([',', '|']).map(str::trim) {
        let symbols = clause.len() - clause.trim_start_matches(['=', '<', '>', '!', '~']).len();
        let (written, version) = (&clause[..symbols], clause[symbols..].trim_start());
        if clause.is_empty() {
            return Some(invalid(text, "a version is missing next to a comma", EXAMPLE));
        }
        if !written.is_empty() && !OPERATORS.contains(&written) {
            let meant = match written {
                "=>" => ">=",
                "=<" => "<=",
                "<>" | "=!" | "!" => "!=",
                "===" => "==",
                "~" | "=~" => "~=",
                _ => return Some(invalid(text, &format!("`{written}` is not a version operator"), EXAMPLE)),
            };
            return Some(corrected(text, &format!("`{written}` is not a version operator"), written, meant));
        }
        if version.is_empty() {
            return Some(invalid(text, &format!("there is no version after `{written}`"), EXAMPLE));
        }
        if version.starts_with('=') {
            return Some(invalid(text, &format!("there is no version after `{written}`"), EXAMPLE));
        }
        let first_word = version.split([' ', '=']).next().unwrap_or_default();
        if written == "~=" && first_word.ends_with('*') {
            let plain = first_word.trim_end_matches('*').trim_end_matches('.');
            let why = "`~=` cannot be combined with `*`";
            return Some(corrected(text, why, first_word, plain));
        }
        if first_word.starts_with('.') || first_word.ends_with('.') {
            return Some(invalid(text, &format!("`{first_word}` is not a version"), EXAMPLE));
        }
        if version.ends_with('=') {
            return Some(invalid(text, "there is no build after the last `=`", EXAMPLE));
        }
        // The `!` of an epoch is no operator.
        let is_operator = |at: usize| !version[at..].starts_with('!') || version[at..].starts_with("!=");
        let mut symbols = version.match_indices(['<', '>', '=', '!', '~']).map(|(at, _)| at);
        let Some(at) = symbols.find(|at| is_operator(*at)) else {
            let words: Vec<&str> = version.split(' ').filter(|word| !word.is_empty()).collect();
            if let Some(option) = words.iter().find(|word| word.starts_with('-')) {
                let help = "List the channel under `channels:`, or write `conda-forge::numpy`.";
                return Some(invalid(text, &format!("`{option}` is a command-line option"), help));
            }
            if words.len() > 2 {
                return Some(invalid(text, "there are too many parts after the name", EXAMPLE));
            }
            continue;
        };
        let (first, second) = (version[..at].trim_end(), &version[at..]);
        let build = second.strip_prefix('=').map(str::trim_start);
        let is_build = build.is_some_and(|build| !build.contains(['<', '>', '=', '!', '~']));
        if !is_build {
            let why = format!("a comma is missing between `{written}{first}` and `{second}`");
            return Some(corrected(text, &why, &version[..at], &format!("{first},")));
        }
    }
    None
}
