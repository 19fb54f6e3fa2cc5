//! A pip requirements file: one list of pip lines, no channels.

use crate::text::{is_blank, lines, trim};
use crate::{Definition, Dependency};

/// Reads the lines as pip does.
pub fn read(text: &str) -> Definition {
    let lines = numbered(text).map(|(_, line)| line).collect();
    Definition { dependencies: vec![Dependency::Pip(lines)], ..Definition::default() }
}

/// The line on which each entry of the list begins, the first is 1.
pub fn line_numbers(text: &str) -> Vec<u32> {
    numbered(text).map(|(number, _)| number).collect()
}

/// The lines that become entries.
fn numbered(text: &str) -> impl Iterator<Item = (u32, String)> {
    logical_lines(text).into_iter().filter(|(_, line)| !trim(line).is_empty())
}

/// Joins lines that end in a backslash with the next; a comment line always ends what is joined. Each comes with the
/// number of its first line.
pub fn logical_lines(text: &str) -> Vec<(u32, String)> {
    let mut logical = Vec::new();
    let mut joined = String::new();
    let mut first = 1;
    for (line, number) in lines(text).zip(1..) {
        if joined.is_empty() {
            first = number;
        }
        let comment = line.trim_start_matches(is_blank).starts_with('#');
        if line.ends_with('\\') && !comment {
            joined.push_str(line.trim_matches('\\'));
            continue;
        }
        if comment && !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        logical.push((first, std::mem::take(&mut joined)));
    }
    logical.push((first, joined));
    logical
}
