//! A pip requirements file: one list of pip lines, no channels.

use crate::text::{is_blank, lines, trim};
use crate::{Definition, Dependency};

/// Reads the lines as pip does.
pub fn read(text: &str) -> Definition {
    let lines = logical_lines(text).into_iter().filter(|line| !trim(line).is_empty()).collect();
    Definition { dependencies: vec![Dependency::Pip(lines)], ..Definition::default() }
}

/// Joins lines that end in a backslash with the next; a comment line always ends what is joined.
pub fn logical_lines(text: &str) -> Vec<String> {
    let mut logical = Vec::new();
    let mut joined = String::new();
    for line in lines(text) {
        let comment = line.trim_start_matches(is_blank).starts_with('#');
        if line.ends_with('\\') && !comment {
            joined.push_str(line.trim_matches('\\'));
            continue;
        }
        if comment && !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        logical.push(std::mem::take(&mut joined));
    }
    logical.push(joined);
    logical
}
