//! Conda match specifications: what conda reads alike becomes equal, everything else stays different.

use crate::text::{is_blank, squeeze, trim};

/// A specification taken apart, in canonical spelling.
pub struct Specification {
    /// The channel in `channel::name`.
    pub channel: Option<String>,
    /// The package name in lower case.
    pub name: String,
    /// What follows the name.
    pub rest: String,
}

const OPERATORS: [char; 6] = ['=', '<', '>', '!', '~', '['];

/// The canonical spelling of one entry.
pub fn normalise(entry: &str) -> String {
    let entry = trim(entry);
    Specification::parse(entry).map_or_else(|| entry.to_owned(), |specification| specification.to_string())
}

impl Specification {
    /// Takes a trimmed entry apart; none when it is not of the form `[channel::]name rest` (a path, a URL).
    pub fn parse(entry: &str) -> Option<Self> {
        let (channel, named) = match entry.split_once("::") {
            Some((channel, named)) if !channel.is_empty() && !channel.contains([' ', '\t', ':']) => {
                (Some(channel), named)
            }
            Some(_) => return None,
            None => (None, entry),
        };
        let end = named.find(|character: char| !is_name(character)).unwrap_or(named.len());
        let (name, rest) = named.split_at(end);
        let follows = rest.chars().next();
        if name.is_empty() || follows.is_some_and(|character| !is_blank(character) && !OPERATORS.contains(&character)) {
            return None;
        }
        let rest = if rest.contains('[') { trim(rest).to_owned() } else { tighten(&squeeze(trim(rest))) };
        Some(Self { channel: channel.map(str::to_owned), name: name.to_ascii_lowercase(), rest })
    }
}

impl std::fmt::Display for Specification {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(channel) = &self.channel {
            write!(formatter, "{channel}::")?;
        }
        let space = if self.rest.is_empty() || self.rest.starts_with(OPERATORS) { "" } else { " " };
        write!(formatter, "{}{space}{}", self.name, self.rest)
    }
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// Without the single spaces beside an operator.
fn tighten(text: &str) -> String {
    let binds = |character: char| matches!(character, '=' | '<' | '>' | '!' | '~' | ',' | '|');
    let mut tight = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let beside = tight.ends_with(binds) || characters.peek().copied().is_some_and(binds);
        if character != ' ' || !beside {
            tight.push(character);
        }
    }
    tight
}
