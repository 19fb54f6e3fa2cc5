//! Checks as lines of text, and as lines of JSON.

use crate::output::{print_json, print_line, print_note};
use definition::checks::{Check, Severity};
use serde::Serialize;
use std::io;

/// What was found in one file.
#[derive(Clone)]
pub struct CheckedFile {
    pub file: String,
    pub checks: Vec<Check>,
}

/// One check in JSON.
#[derive(Serialize)]
struct JsonCheck<'a> {
    file: &'a str,
    rule: &'static str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    places: Vec<JsonPlace<'a>>,
    message: &'a str,
    help: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

fn json_check<'a>(file: &'a str, check: &'a Check) -> JsonCheck<'a> {
    JsonCheck {
        file,
        rule: check.rule.id(),
        severity: check.severity().word(),
        line: check.line(),
        places: check.places.iter().map(|place| JsonPlace { path: &place.path, line: place.line }).collect(),
        message: &check.message,
        help: &check.help,
        fix: check.fix.as_ref().map(|fix| fix.title.as_str()),
    }
}

/// Prints each check as a JSON object.
pub fn print_json_lines(checked: &[CheckedFile]) -> io::Result<()> {
    for CheckedFile { file, checks } in checked {
        checks.iter().try_for_each(|check| print_json(&json_check(file, check)))?;
    }
    Ok(())
}

/// Prints the checks of every file, and on standard error how many there are.
pub fn print_text_lines(checked: &[CheckedFile]) -> io::Result<()> {
    for CheckedFile { file, checks } in checked {
        checks.iter().try_for_each(|check| print_check(file, check))?;
    }
    let all = || checked.iter().flat_map(|file| &file.checks);
    let count = |severity| all().filter(|check| check.severity() == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Information].map(count);
    let [errors, warnings, others] = counts;
    let plural = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let files = plural(checked.len(), "file");
    let (errors, warnings) = (plural(errors, "error"), plural(warnings, "warning"));
    print_note(format_args!("{files}: {errors}, {warnings}, {others} for information"));
    Ok(())
}

fn print_check(file: &str, check: &Check) -> io::Result<()> {
    let line = check.line().map(|line| format!(":{line}")).unwrap_or_default();
    let severity = check.severity().word();
    print_line(format_args!("{file}{line}: {severity} {}: {}", check.rule.id(), check.message))?;
    print_line(format_args!("    {}", check.help))?;
    let mut others: Vec<u32> = check.places.iter().filter_map(|place| place.line).collect();
    others.dedup();
    if others.len() > 1 {
        let lines: Vec<String> = others.iter().map(u32::to_string).collect();
        print_line(format_args!("    lines: {}", lines.join(", ")))?;
    }
    Ok(())
}
