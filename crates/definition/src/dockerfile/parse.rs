//! Reading a Dockerfile: directives, instructions over several lines, heredocs.

use super::heredoc::{Heredoc, InvalidOpener, openers};
use super::instruction::Instruction;
use crate::text::trim;
use std::ops::Range;

/// A Dockerfile that was read. Where it is malformed, `errors` say so, and the rest is read as far as it goes: an editor
/// has to show it while it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// The image whose syntax the file asks for (`# syntax=…`).
    pub syntax: Option<String>,
    /// Whether the escape character is a backtick instead of a backslash.
    pub escapes_with_backtick: bool,
    /// The instructions, in order.
    pub instructions: Vec<Instruction>,
    /// What BuildKit refuses, in the order of their lines.
    pub errors: Vec<SyntaxError>,
}

impl Dockerfile {
    /// Reads the text of a Dockerfile.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = Lines::of(text);
        let directives = read_directives(lines.lines.iter().map(|line| line.text));
        lines.next = directives.lines;
        let escape = directives.escape.unwrap_or('\\');
        let mut dockerfile = Self {
            syntax: directives.syntax,
            escapes_with_backtick: escape == '`',
            instructions: Vec::new(),
            errors: directives.errors,
        };
        while let Some((joined, first)) = lines.joined(escape) {
            dockerfile.add(&joined, first, escape, &mut lines);
        }
        dockerfile
    }

    /// Takes over an instruction with its heredocs.
    fn add(&mut self, joined: &str, first: usize, escape: char, lines: &mut Lines) {
        let line = number(first);
        let text = joined.trim();
        if text.is_empty() {
            let message = "there is no instruction here, only an escape character";
            self.errors.push(SyntaxError::new(line, message, "Remove the line."));
            return;
        }
        if continued(text, escape).is_some() {
            let message = format!("white space other than spaces and tabs follows `{escape}` at the end of the line");
            self.errors.push(SyntaxError::new(line, message, format!("End the line right after `{escape}`.")));
        }
        let mut instruction = Instruction::of(text);
        let openers = if instruction.can_have_heredocs() { openers(joined) } else { Ok(Vec::new()) };
        let openers = openers.unwrap_or_else(|invalid| {
            self.errors.push(invalid_opener(line, invalid));
            Vec::new()
        });
        for mut heredoc in openers {
            if !lines.read_heredoc(&mut heredoc) {
                let delimiter = &heredoc.delimiter;
                let message = format!("the heredoc `{delimiter}` is not terminated");
                let is_indented = heredoc.lines.iter().any(|line| line.trim() == *delimiter);
                let help = if is_indented {
                    format!("`{delimiter}` must be alone on its line, without spaces before or after it.")
                } else {
                    format!("Add a line that contains only `{delimiter}`.")
                };
                self.errors.push(SyntaxError::new(line, message, help));
            }
            instruction.heredocs.push(heredoc);
        }
        instruction.lines = line..number(lines.next);
        instruction.span = lines.lines[first].start..lines.lines[lines.next - 1].end;
        self.instructions.push(instruction);
    }

    /// The canonical items: directives that make a difference, then the instructions. Written one below the other they
    /// are a Dockerfile that has the same items.
    #[must_use]
    pub fn items(&self) -> Vec<String> {
        let instructions = self.instructions.iter().map(ToString::to_string);
        self.directives().into_iter().chain(instructions).collect()
    }

    /// The directives that make a difference, as lines.
    #[must_use]
    pub fn directives(&self) -> Vec<String> {
        let holds_escape = |instruction: &Instruction| instruction.to_string().contains(['`', '\\']);
        let may_escape = self.escapes_with_backtick && self.instructions.iter().any(holds_escape);
        let syntax = self.syntax.as_ref().map(|syntax| format!("# syntax={syntax}"));
        syntax.into_iter().chain(may_escape.then(|| "# escape=`".to_owned())).collect()
    }

    /// The instructions with `FROM`, one a stage.
    pub fn stages(&self) -> impl Iterator<Item = &Instruction> {
        self.instructions.iter().filter(|instruction| instruction.keyword == "FROM")
    }
}

fn invalid_opener(line: u32, invalid: InvalidOpener) -> SyntaxError {
    let (message, help) = match invalid {
        InvalidOpener::Quote => ("the heredoc delimiter has an unclosed quote", "Close the quote, or remove it."),
        InvalidOpener::WhiteSpace => {
            ("the heredoc delimiter ends in white space", "Remove the white space at the end of the line.")
        }
        InvalidOpener::TooDeep => ("variable expansions are nested too deeply", "Simplify the instruction."),
    };
    SyntaxError::new(line, message, help)
}

/// The number of a line that has this index.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// A line and where it stands in the text.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Behind its line feed.
    end: usize,
}

/// The lines of a Dockerfile, which end at LF.
struct Lines<'a> {
    lines: Vec<Line<'a>>,
    next: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let lines = text[start..].split_inclusive('\n').map(|line| {
            let range: Range<usize> = start..start + line.len();
            start = range.end;
            Line { text: line.strip_suffix('\n').unwrap_or(line), start: range.start, end: range.end }
        });
        Self { lines: lines.collect(), next: 0 }
    }

    /// The next line that says something, joined with those that continue it, and the index of the first.
    fn joined(&mut self, escape: char) -> Option<(String, usize)> {
        let mut joined: Option<(String, usize)> = None;
        while let Some(line) = self.lines.get(self.next) {
            self.next += 1;
            let text = line.text.trim_end_matches('\r');
            let content = text.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let (whole, _) = joined.get_or_insert((String::new(), self.next - 1));
            let Some(before) = continued(text, escape) else {
                whole.push_str(text);
                break;
            };
            whole.push_str(before);
        }
        joined
    }

    /// Reads the lines of a heredoc; says whether it has an end.
    fn read_heredoc(&mut self, heredoc: &mut Heredoc) -> bool {
        while let Some(line) = self.lines.get(self.next) {
            self.next += 1;
            if heredoc.is_end(line.text) {
                return true;
            }
            heredoc.lines.push(line.text.to_owned());
        }
        false
    }
}

/// The line without the escape character that continues it on the next line; none when nothing does.
fn continued(line: &str, escape: char) -> Option<&str> {
    line.trim_end_matches([' ', '\t']).strip_suffix(escape).filter(|before| !before.ends_with(escape))
}

/// What the directives say.
#[derive(Debug, Default)]
struct Directives {
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
fn read_directives<'a>(lines: impl Iterator<Item = &'a str>) -> Directives {
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

/// Why BuildKit refuses a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// The line, the first line is 1.
    pub line: u32,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl SyntaxError {
    pub(super) fn new(line: u32, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}
