//! A Dockerfile as a list of instructions, with comments, blank lines and continued lines gone.

use crate::text::{is_blank, trim};

/// The instructions of a Dockerfile.
#[derive(Default)]
pub struct Instructions {
    /// The image whose syntax the file asks for.
    pub syntax: Option<String>,
    /// The instructions, each with its keyword in upper case.
    pub list: Vec<String>,
}

/// A heredoc that is open: its closing word, and whether tabs before that word are ignored.
struct Heredoc<'a> {
    word: &'a str,
    tabs_ignored: bool,
}

/// Reads the text of a Dockerfile.
pub fn read(text: &str) -> Instructions {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let mut lines = text.split('\n').peekable();
    let (syntax, escape) = directives(&mut lines);
    let mut list = Vec::new();
    while let Some(line) = logical_line(&mut lines, escape) {
        let (keyword, rest) = split(&line);
        if keyword.is_empty() {
            continue;
        }
        let mut instruction = if rest.is_empty() { keyword.clone() } else { format!("{keyword} {rest}") };
        for heredoc in heredocs(&keyword, rest) {
            for line in lines.by_ref() {
                instruction.push('\n');
                instruction.push_str(line);
                let word = if heredoc.tabs_ignored { line.trim_start_matches('\t') } else { line };
                if word == heredoc.word {
                    break;
                }
            }
        }
        list.push(instruction);
    }
    Instructions { syntax, list }
}

/// The parser directives at the top: the syntax, and the escape character.
fn directives<'a>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> (Option<String>, char) {
    let (mut syntax, mut escape, mut checked) = (None, None, false);
    while let Some((word, value)) = lines.peek().and_then(|line| directive(line)) {
        match (word.to_ascii_lowercase().as_str(), value) {
            ("syntax", _) if syntax.is_none() => syntax = Some(value.to_owned()),
            ("escape", "\\" | "`") if escape.is_none() => escape = value.chars().next(),
            ("check", _) if !checked => checked = true,
            _ => break,
        }
        lines.next();
    }
    (syntax, escape.unwrap_or('\\'))
}

fn directive(line: &str) -> Option<(&str, &str)> {
    let (word, value) = trim(line).strip_prefix('#')?.split_once('=')?;
    let value = trim(value);
    (!value.is_empty()).then_some((trim(word), value))
}

/// The next line that says something, with the lines that continue it.
fn logical_line<'a>(lines: &mut impl Iterator<Item = &'a str>, escape: char) -> Option<String> {
    let mut logical: Option<String> = None;
    for line in lines {
        let said = trim(line);
        if said.is_empty() || said.starts_with('#') {
            continue;
        }
        let whole = logical.get_or_insert_default();
        let Some(continued) = continued(line, escape) else {
            whole.push_str(line);
            break;
        };
        whole.push_str(continued);
    }
    logical
}

/// The line without the escape character that continues it on the next line; none when nothing does.
fn continued(line: &str, escape: char) -> Option<&str> {
    line.trim_end_matches(is_blank).strip_suffix(escape).filter(|before| !before.ends_with(escape))
}

/// The keyword in upper case and the rest, trimmed.
pub fn split(instruction: &str) -> (String, &str) {
    let instruction = trim(instruction);
    let (keyword, rest) = instruction.split_once(is_blank).unwrap_or((instruction, ""));
    (keyword.to_ascii_uppercase(), trim(rest))
}

fn heredocs<'a>(keyword: &str, rest: &'a str) -> Vec<Heredoc<'a>> {
    if !matches!(keyword, "RUN" | "COPY" | "ADD") {
        return Vec::new();
    }
    rest.split(is_blank).filter_map(heredoc).collect()
}

fn heredoc(word: &str) -> Option<Heredoc<'_>> {
    let word = word.trim_start_matches(|digit: char| digit.is_ascii_digit()).strip_prefix("<<")?;
    let (word, tabs_ignored) = word.strip_prefix('-').map_or((word, false), |word| (word, true));
    let unquoted = |quote| word.strip_prefix(quote).and_then(|word: &str| word.strip_suffix(quote));
    let word = unquoted('"').or_else(|| unquoted('\'')).unwrap_or(word);
    let mut characters = word.chars();
    let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let goes_on = characters.all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '.'));
    (begins && goes_on).then_some(Heredoc { word, tabs_ignored })
}
