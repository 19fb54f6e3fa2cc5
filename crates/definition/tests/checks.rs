//! What each rule finds, what it says, and what its fix does.

#[path = "support/policies.rs"]
mod policies;
#[path = "support/rules.rs"]
mod rules;

use definition::checks::{Check, Rule, check};
use definition::file_checks::check_source;
use definition::{Kind, import};
use policies::POLICY_EXAMPLES;
use rules::{EXAMPLES, long_examples};
use std::collections::BTreeSet;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn found(rule: Rule, kind: Kind, text: &str) -> Vec<Check> {
    check_source(text.as_bytes(), Some(kind)).into_iter().filter(|check| check.rule == rule).collect()
}

#[test]
fn every_rule_finds_what_it_looks_for_and_nothing_else() {
    for (rule, kind, with, without) in EXAMPLES {
        assert!(!found(*rule, *kind, with).is_empty(), "{rule:?} finds nothing in\n{with}");
        assert_eq!(found(*rule, *kind, without), [], "{rule:?} finds something in\n{without}");
    }
    for (rule, kind, with, without) in long_examples() {
        assert!(!found(rule, kind, &with).is_empty(), "{rule:?}");
        assert_eq!(found(rule, kind, &without), [], "{rule:?}");
    }
}

#[test]
fn every_rule_has_an_example() {
    let long = long_examples();
    let shown: BTreeSet<Rule> =
        EXAMPLES.iter().map(|example| example.0).chain(long.iter().map(|example| example.0)).collect();
    let of_policy: BTreeSet<Rule> = POLICY_EXAMPLES.iter().map(|example| example.0).collect();
    let missing: Vec<&Rule> =
        Rule::ALL.iter().filter(|rule| !shown.contains(rule) && !of_policy.contains(rule)).collect();
    // The first is found by what a workspace can get, see `python_versions.rs`.
    assert_eq!(missing, [&Rule::NoDefinition, &Rule::PythonVersionUnavailable]);
}

#[test]
fn a_fix_removes_its_check() {
    let mut fixed = BTreeSet::new();
    for (rule, kind, text, _) in EXAMPLES {
        let Ok(imported) = import(text.as_bytes(), Some(*kind)) else { continue };
        for found in found(*rule, *kind, text) {
            let Some(fix) = &found.fix else { continue };
            let mut definition = imported.definition.clone();
            fix.edits.iter().for_each(|edit| edit.apply(&mut definition));
            let is_left = |check: &Check| check.rule == *rule && check.message == found.message;
            assert!(!check(&definition).iter().any(is_left), "{rule:?} after {}: {}", fix.title, found.message);
            fixed.insert(*rule);
        }
    }
    assert!(fixed.len() >= 7, "{fixed:?}");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn what_people_read() {
    let told = EXAMPLES.iter().flat_map(|(rule, kind, text, _)| found(*rule, *kind, text)).map(|check| told(&check));
    insta::assert_snapshot!(told.collect::<Vec<_>>().concat());
}

#[cfg(not(target_arch = "wasm32"))]
fn told(check: &Check) -> String {
    let lines: Vec<String> =
        check.places.iter().map(|place| place.line.map_or_else(|| "?".into(), |line| line.to_string())).collect();
    let fix = check.fix.as_ref().map(|fix| format!("[{}]\n", fix.title)).unwrap_or_default();
    let (severity, rule) = (check.severity().word(), check.rule.id());
    format!("{severity} {rule}, line {}\n{}\n{}\n{fix}\n", lines.join(" "), check.message, check.help)
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn lines_that_share_a_fault_are_one_check_with_one_fix() {
    let text = "a=1\nb=2\nc=3\nd==4\n";
    let checks = found(Rule::PipSingleEquals, Kind::Requirements, text);
    assert_eq!(checks.len(), 1);
    assert_eq!(checks[0].places.iter().map(|place| place.line).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!(checks[0].fix.as_ref().map(|fix| fix.edits.len()), Some(3));
}

/// The table of the rules, as people read it.
#[cfg(not(target_arch = "wasm32"))]
fn table() -> String {
    let has_fix = |rule: &Rule| {
        let by_policy = POLICY_EXAMPLES.iter().filter(|example| example.0 == *rule).any(|(_, text, kind, with, _)| {
            let policy = definition::Policy::read(text.as_bytes()).expect("a policy");
            let broken = import(with.as_bytes(), Some(*kind)).expect("a file").definition;
            policy.findings(&broken).iter().any(|check| check.fix.is_some())
        });
        if by_policy || *rule == Rule::PythonVersionUnavailable {
            return true;
        }
        let examples = EXAMPLES.iter().filter(|example| example.0 == *rule);
        examples.flat_map(|(rule, kind, text, _)| found(*rule, *kind, text)).any(|check| check.fix.is_some())
    };
    let row = |rule: &Rule| {
        let fix = if has_fix(rule) { "yes" } else { "" };
        format!("| `{}` | {} | {} | {fix} |\n", rule.id(), rule.severity().word(), rule.meaning())
    };
    let rows: Vec<String> = Rule::ALL.iter().map(row).collect();
    format!("| rule | severity | what it finds | fix |\n|---|---|---|---|\n{}", rows.concat())
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_documentation_lists_every_rule() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CHECKS.md");
    let text = std::fs::read_to_string(path).expect("the page");
    let (before, after) = text.split_once("--test checks -->\n").expect("the mark of the table");
    let expected = format!("{before}--test checks -->\n\n{}", table());
    if std::env::var_os("UPDATE_CHECKS").is_some() {
        std::fs::write(path, expected).expect("written");
    } else {
        assert_eq!(after.trim(), table().trim(), "UPDATE_CHECKS=1 writes it anew");
    }
}

/// The rules that Azure's documentation has on definitions, where the list of them is beside the repository.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_rule_of_the_documented_list_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let lists = ["../shared", "../../shared"].map(|shared| root.join(shared).join("contracts/azure/rules.json"));
    let Some(text) = lists.into_iter().find_map(|path| std::fs::read_to_string(path).ok()) else {
        return skip::because("there is no ../shared/contracts/azure beside the repository");
    };
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let ids: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    let of_definition = list["rules"].as_array().expect("rules").iter().filter(|rule| rule["phase"] == "definition");
    let wanted: Vec<&str> = of_definition.filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(wanted.len(), 33);
    let missing: Vec<&&str> = wanted.iter().filter(|id| !ids.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
