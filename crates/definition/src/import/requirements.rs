//! A pip requirements file: one list of pip lines, no channels.

use crate::canonical::join_pip_lines;
use crate::text::{lines, trim};
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

/// The lines joined as pip joins them, each with the number of its first.
pub fn logical_lines(text: &str) -> Vec<(u32, String)> {
    let joined = join_pip_lines(lines(text)).into_iter().map(|joined| {
        // What is joined here is not to be joined again: a comment at the end may end in a backslash.
        let text = if joined.count > 1 { joined.text.trim_end_matches('\\').to_owned() } else { joined.text };
        (u32::try_from(joined.first + 1).unwrap_or(u32::MAX), text)
    });
    joined.collect()
}
