//! Checks as lines for people.

use super::Checked;
use definition::checks::{Check, Severity};

/// Prints the checks of every file, and on standard error how many there are.
pub fn print(checked: &[Checked]) {
    for Checked { file, checks } in checked {
        for check in checks {
            show(file, check);
        }
    }
    let all = || checked.iter().flat_map(|file| &file.checks);
    let count = |severity| all().filter(|check| check.severity() == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Information].map(count);
    let [errors, warnings, others] = counts;
    let plural = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let files = plural(checked.len(), "file");
    eprintln!("{files}: {}, {}, {others} for information", plural(errors, "error"), plural(warnings, "warning"));
}

fn show(file: &str, check: &Check) {
    let line = check.line().map(|line| format!(":{line}")).unwrap_or_default();
    println!("{file}{line}: {} {}: {}", check.severity().word(), check.rule.id(), check.message);
    println!("    {}", check.help);
    let mut others: Vec<u32> = check.places.iter().filter_map(|place| place.line).collect();
    others.dedup();
    if others.len() > 1 {
        let lines: Vec<String> = others.iter().map(u32::to_string).collect();
        println!("    lines: {}", lines.join(", "));
    }
}
