//! The marks that a version control leaves where two changes meet.

use crate::checks::{Check, Rule};

pub fn find(text: &str) -> Vec<Check> {
    let marks = text.lines().enumerate().filter(|(_, line)| is_mark(line, "<<<<<<<") || is_mark(line, ">>>>>>>"));
    let lines: Vec<Option<u32>> = marks.map(|(index, _)| u32::try_from(index + 1).ok()).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let help = "Keep what is meant of both sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.";
    let check = Check::new(Rule::MergeConflict, "Both sides of a merge stand in the file", help);
    vec![lines.into_iter().fold(check, Check::on_line)]
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
