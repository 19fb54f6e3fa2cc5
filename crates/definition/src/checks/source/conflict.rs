//! Both sides of a merge in one file.

use crate::checks::{Check, Rule};
use crate::import::conflict::{HELP, lines};

pub fn find(text: &str) -> Option<Check> {
    let lines = lines(text);
    let check = Check::new(Rule::MergeConflict, "Both sides of a merge stand in the file", HELP);
    (!lines.is_empty()).then(|| lines.into_iter().fold(check, |check, line| check.on_line(Some(line))))
}
