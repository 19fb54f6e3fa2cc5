//! Conda match specifications: what conda and rattler read alike becomes equal, everything else stays different.

use crate::text::trim;

/// A specification taken apart.
pub struct Specification {
    /// The channel in `channel::name`.
    pub channel: Option<String>,
    /// The package name in lower case.
    pub name: String,
    /// What follows the name: canonical where conda can read it, else as written.
    pub rest: String,
    /// Whether the rest is of a form whose meaning is known.
    pub is_well_formed: bool,
}

const OPERATORS: [&str; 8] = ["==", "!=", "<=", ">=", "~=", "=", "<", ">"];

/// What a rest that follows the name directly begins with.
const ADJACENT: [char; 6] = ['=', '<', '>', '!', '~', '['];

/// The canonical spelling of one entry. An entry of an unknown form is only trimmed.
pub fn normalise(entry: &str) -> String {
    let entry = trim(entry);
    let known = Specification::parse(entry).filter(|specification| specification.is_well_formed);
    known.map_or_else(|| entry.to_owned(), |specification| specification.to_string())
}

impl Specification {
    /// Takes a trimmed entry apart; none when it is not of the form `[channel::]name rest` (a path, a URL, an archive).
    pub fn parse(entry: &str) -> Option<Self> {
        if is_archive(entry) {
            return None;
        }
        let (channel, named) = match entry.split_once("::") {
            Some((channel, named)) if !channel.is_empty() && !channel.contains([' ', '\t', ':']) => {
                (Some(channel), named)
            }
            Some(_) => return None,
            None => (None, entry),
        };
        let end = named.find(|character: char| !is_name(character)).unwrap_or(named.len());
        let (name, rest) = named.split_at(end);
        if name.is_empty() || !(rest.is_empty() || rest.starts_with(' ') || rest.starts_with(ADJACENT)) {
            return None;
        }
        let rest = rest.trim_matches(' ');
        let canonical = canonical_rest(rest);
        Some(Self {
            channel: channel.map(str::to_owned),
            name: name.to_ascii_lowercase(),
            is_well_formed: canonical.is_some(),
            rest: canonical.unwrap_or_else(|| rest.to_owned()),
        })
    }
}

impl std::fmt::Display for Specification {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(channel) = &self.channel {
            write!(formatter, "{channel}::")?;
        }
        let space = if self.rest.is_empty() || self.rest.starts_with(ADJACENT) { "" } else { " " };
        write!(formatter, "{}{space}{}", self.name, self.rest)
    }
}

/// Whether an entry names an archive of a package.
pub fn is_archive(entry: &str) -> bool {
    [".conda", ".tar.bz2"].into_iter().any(|ending| entry.ends_with(ending))
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// The canonical form of what follows a name; none when its meaning is not known.
fn canonical_rest(rest: &str) -> Option<String> {
    if rest.is_empty() {
        return Some(String::new());
    }
    if let Some(inside) = rest.strip_prefix('[') {
        return (inside.find(['[', ']']) == Some(inside.len().checked_sub(1)?) && inside.ends_with(']'))
            .then(|| rest.to_owned());
    }
    if let Some(exact) = with_build_after_equals(rest) {
        return Some(exact);
    }
    let (clauses, build) = if let Some(clauses) = expression(rest) {
        (clauses, None)
    } else {
        let (before, build) = rest.rsplit_once(' ').filter(|(_, build)| is_build(build))?;
        (expression(before.trim_end_matches(' '))?, Some(build))
    };
    let exact = match &clauses[..] {
        [Clause { separator: None, operator: "" | "==", version }] if is_version(version) => Some(*version),
        _ => None,
    };
    Some(match (exact, build) {
        (Some(version), build) => exactly(version, build),
        (None, build) => {
            let clauses = clauses.iter().map(|clause| {
                let separator = clause.separator.map(String::from).unwrap_or_default();
                separator + clause.operator + clause.version
            });
            let build = build.map(|build| format!(" {build}")).unwrap_or_default();
            clauses.collect::<String>() + &build
        }
    })
}

fn exactly(version: &str, build: Option<&str>) -> String {
    match build.filter(|build| *build != "*") {
        Some(build) => format!("=={version}={build}"),
        None => format!("=={version}"),
    }
}

/// `=VERSION=BUILD` and `==VERSION=BUILD`.
fn with_build_after_equals(rest: &str) -> Option<String> {
    let rest = rest.strip_prefix("==").or_else(|| rest.strip_prefix('='))?;
    let (version, build) = rest.trim_start_matches(' ').split_once('=')?;
    (is_version(version) && is_build(build)).then(|| exactly(version, Some(build)))
}

struct Clause<'a> {
    /// `,` or `|` before it.
    separator: Option<char>,
    operator: &'static str,
    /// The version, also with a star at its end.
    version: &'a str,
}

/// The clauses between commas and bars; none when they are none.
fn expression(text: &str) -> Option<Vec<Clause<'_>>> {
    let mut clauses = Vec::new();
    let (mut rest, mut separator) = (text, None);
    loop {
        let end = rest.find([',', '|']).unwrap_or(rest.len());
        let text = rest[..end].trim_matches(' ');
        let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator)).unwrap_or_default();
        let version = text[operator.len()..].trim_start_matches(' ');
        let whole = version.strip_suffix(".*").or_else(|| version.strip_suffix('*')).unwrap_or(version);
        if version != "*" && !is_version(whole) {
            return None;
        }
        clauses.push(Clause { separator, operator, version });
        separator = rest[end..].chars().next();
        if separator.is_none() {
            return Some(clauses);
        }
        rest = &rest[end + 1..];
    }
}

/// `[N!]SEGMENT[+SEGMENT]`.
fn is_version(text: &str) -> bool {
    let (epoch, text) = text.split_once('!').map_or((None, text), |(epoch, text)| (Some(epoch), text));
    let (public, local) = text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
    let is_epoch = |epoch: &str| !epoch.is_empty() && epoch.bytes().all(|byte| byte.is_ascii_digit());
    let is_segment = |text: &str, first: fn(&u8) -> bool| {
        text.as_bytes().first().is_some_and(first)
            && !text.ends_with('.')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
    };
    epoch.is_none_or(is_epoch)
        && is_segment(public, u8::is_ascii_digit)
        && local.is_none_or(|local| is_segment(local, u8::is_ascii_alphanumeric))
}

fn is_build(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'*'))
}
