//! How many of the files that people have each rule finds something in; runs where they are.
#![cfg(not(target_arch = "wasm32"))]

use definition::checks::{Rule, Severity};
use definition::file_checks::check_source;
use definition::import;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files, beside the repository; none where they are not.
fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    ["../shared/corpus", "../../shared/corpus"].map(|path| root.join(path)).into_iter().find(|path| path.is_dir())
}

/// Errors in files that are read: pip or conda refuses each of these lines too, or a tool is to fill them in first.
const TRUE_ERRORS: [Rule; 10] = [
    Rule::CondaInvalid,
    Rule::DockerfileInvalid,
    Rule::PipListMark,
    Rule::PipOptionInvalid,
    Rule::Template,
    Rule::PipSingleEquals,
    Rule::PipInvalid,
    Rule::PythonVersionInvalid,
    Rule::InstallCommand,
    Rule::MergeConflict,
];

#[test]
fn what_each_rule_finds_in_the_files_that_people_have() {
    let Some(corpus) = corpus() else {
        return skip::because("there is no ../shared/corpus beside the repository");
    };
    let list = std::fs::read_to_string(corpus.join("files.txt")).expect("the list of files");
    let mut found: BTreeMap<Rule, BTreeMap<&str, usize>> = BTreeMap::new();
    for path in list.lines() {
        let folder = path.split('/').next().expect("a folder");
        let bytes = std::fs::read(corpus.join(path)).expect("a file of the list");
        let checks = check_source(&bytes, None);
        if import(&bytes, None).is_ok() {
            let errors = checks.iter().filter(|check| check.severity() == Severity::Error);
            let other: Vec<_> = errors.clone().filter(|check| !TRUE_ERRORS.contains(&check.rule)).collect();
            assert!(other.is_empty(), "{path}: {other:?}");
            errors.for_each(|check| println!("{path}: {}: {}", check.rule.id(), check.message));
        }
        let rules: BTreeSet<Rule> = checks.iter().map(|check| check.rule).collect();
        for rule in rules {
            *found.entry(rule).or_default().entry(folder).or_default() += 1;
        }
    }
    println!("{} files\n| rule | severity | files | of these |\n|---|---|---|---|", list.lines().count());
    for (rule, folders) in &found {
        let parts: Vec<String> = folders.iter().map(|(folder, count)| format!("{folder} {count}")).collect();
        let (sum, parts) = (folders.values().sum::<usize>(), parts.join(", "));
        println!("| {} | {} | {sum} | {parts} |", rule.id(), rule.severity().word());
    }
}
