//! The grammar of environment markers.

use super::fault::{Fault, FaultKind};
use crate::canonical::marker_token;
use crate::text::is_blank;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 64;

/// Variables of a marker.
const VARIABLES: [&str; 20] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
    "python_implementation",
];

/// What is wrong with the marker of a requirement.
pub fn fault(requirement: &str, marker: &str) -> Option<Fault> {
    let mut tokens = Vec::new();
    let mut rest = marker.trim_matches(is_blank);
    if rest.is_empty() {
        let help = "Pip accepts this; uv, which installs the packages, does not. Remove the semicolon.";
        let fault = Fault::new(FaultKind::NotSupported, "There is no marker after `;`", help);
        return Some(fault.fix([requirement.trim_end_matches(is_blank).to_owned()]));
    }
    while !rest.is_empty() {
        let Some((token, after)) = marker_token(rest) else {
            let word = rest.split(is_blank).next().unwrap_or_default().trim_end_matches(')');
            return Some(unread(requirement, marker, word));
        };
        tokens.push(token);
        rest = after.trim_start_matches(is_blank);
    }
    let mut parser = Parser { tokens: &tokens, at: 0 };
    match parser.all(0) {
        Ok(()) if parser.at == tokens.len() => {
            let strict = tokens.iter().any(|token| token == "===");
            let help = "Pip accepts this; uv, which installs the packages, does not. Write `==`.";
            let message = "The marker uses `===`";
            strict.then(|| Fault::new(FaultKind::NotSupported, message, help))
        }
        Ok(()) => Some(refused(format!("Unexpected `{}` after the marker", tokens[parser.at]))),
        Err(Expected::Value(Some(token))) => Some(unread(requirement, marker, &token)),
        Err(Expected::Value(None)) => Some(refused("The marker is incomplete".to_owned())),
        Err(Expected::Operator(found)) => Some(refused(match found {
            Some(token) => format!("Expected a comparison in the marker, found `{token}`"),
            None => "The marker has no comparison".to_owned(),
        })),
        Err(Expected::Parenthesis) => Some(refused("A parenthesis in the marker is not closed".to_owned())),
    }
}

const HELP: &str = "Write a variable, an operator and a quoted value, for example `; python_version < \"3.12\"`.";

fn refused(message: String) -> Fault {
    Fault::new(FaultKind::Requirement, message, HELP)
}

/// A word that is neither a variable nor a text in quotes; a number wants quotes.
fn unread(requirement: &str, marker: &str, word: &str) -> Fault {
    let is_number = word.starts_with(|first: char| first.is_ascii_digit());
    if !is_number {
        return refused(format!("Unknown marker variable `{word}`"));
    }
    let fault = Fault::new(FaultKind::Requirement, format!("`{word}` in the marker is not quoted"), HELP);
    let quoted = marker.replacen(word, &format!("\"{word}\""), 1);
    let corrected = format!("{requirement};{quoted}");
    fault.fix([corrected])
}

/// What a marker should go on with.
enum Expected {
    Value(Option<String>),
    Operator(Option<String>),
    Parenthesis,
}

struct Parser<'a> {
    tokens: &'a [String],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn take(&mut self, token: &str) -> bool {
        let is_next = self.peek() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    /// Comparisons joined with `and` and `or`.
    fn all(&mut self, depth: usize) -> Result<(), Expected> {
        loop {
            self.one(depth)?;
            if !(self.take("and") || self.take("or")) {
                return Ok(());
            }
        }
    }

    fn one(&mut self, depth: usize) -> Result<(), Expected> {
        if depth < MAX_DEPTH && self.take("(") {
            self.all(depth + 1)?;
            return if self.take(")") { Ok(()) } else { Err(Expected::Parenthesis) };
        }
        self.value()?;
        let negated = self.take("not");
        let found = self.peek().map(str::to_owned);
        let is_comparison = |token: &str| !negated && token.starts_with(['<', '>', '=', '!', '~']);
        match found {
            Some(token) if token == "in" || is_comparison(&token) => self.at += 1,
            found => return Err(Expected::Operator(found)),
        }
        self.value()
    }

    fn value(&mut self) -> Result<(), Expected> {
        let found = self.peek().map(str::to_owned);
        match found {
            Some(token) if token.starts_with(['"', '\'']) || VARIABLES.contains(&token.as_str()) => {
                self.at += 1;
                Ok(())
            }
            found => Err(Expected::Value(found)),
        }
    }
}
