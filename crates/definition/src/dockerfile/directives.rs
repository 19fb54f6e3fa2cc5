//! The parser directives at the top of a Dockerfile.

use super::syntax_error::SyntaxError;
use crate::text::trim;

/// What the directives say.
#[derive(Debug, Default)]
pub struct Directives {
    /// The image whose syntax the file asks for; none where BuildKit does not see it.
    pub syntax: Option<String>,
    /// The escape character, `\` when none is named.
    pub escape: Option<char>,
    /// How many lines they take.
    pub lines: usize,
    /// What is wrong with them.
    pub errors: Vec<SyntaxError>,
}

/// Reads the directives that the first lines hold.
pub fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Directives {
    let mut directives = Directives::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut indented = false;
    for (line, number) in lines.zip(1..) {
        let Some((name, value)) = directive(line) else { break };
        directives.lines += 1;
        indented |= line.starts_with(char::is_whitespace);
        if seen.contains(&name) {
            let message = format!("the directive `{name}` is repeated");
            directives.errors.push(SyntaxError::new(number, message, "Keep one of the two."));
            continue;
        }
        seen.push(name);
        match (name, value) {
            ("syntax", _) if !indented => directives.syntax = Some(value.to_owned()),
            ("escape", "\\" | "`") => directives.escape = value.chars().next(),
            ("escape", _) => {
                let message = format!("`{value}` cannot be the escape character");
                directives.errors.push(SyntaxError::new(number, message, "Write a backslash or a backtick."));
            }
            _ => {}
        }
    }
    directives
}

/// The name, in lower case, and the value of `# name = value`.
fn directive(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.trim_start().strip_prefix('#')?.trim_start().split_once('=')?;
    let (name, value) = (trim(name), trim(value));
    let name = ["escape", "syntax", "check"].into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    (!value.is_empty()).then_some((name, value))
}
