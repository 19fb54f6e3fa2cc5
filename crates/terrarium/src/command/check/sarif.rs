//! Checks in SARIF 2.1.0. Fixes are left out: they change definitions, and SARIF has fixes of text only.

use super::report::CheckedFile;
use definition::checks::{Check, Place, Rule, Severity};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Everything but the characters that a path may hold as they are.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The report on all files.
pub fn report(checked: &[CheckedFile]) -> Value {
    let results: Vec<Value> =
        checked.iter().flat_map(|file| file.checks.iter().map(|check| result(&file.file, check))).collect();
    let rules: Vec<Value> = Rule::ALL.iter().map(|rule| description(*rule)).collect();
    let driver = json!({"name": "terrarium", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    })
}

fn description(rule: Rule) -> Value {
    json!({
        "id": rule.id(),
        "shortDescription": {"text": rule.meaning()},
        "defaultConfiguration": {"level": level(rule.severity())},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

fn result(file: &str, check: &Check) -> Value {
    let index = Rule::ALL.iter().position(|rule| *rule == check.rule);
    let mut places = check.places.iter().map(|place| location(file, Some(place)));
    let first = places.next().unwrap_or_else(|| location(file, None));
    let others: Vec<Value> = places.collect();
    let mut result = json!({
        "ruleId": check.rule.id(),
        "ruleIndex": index,
        "level": level(check.severity()),
        "message": {"text": format!("{}. {}", check.message, check.help)},
        "locations": [first],
    });
    if !others.is_empty() {
        result["relatedLocations"] = others.into();
    }
    result
}

fn location(file: &str, place: Option<&Place>) -> Value {
    let uri = utf8_percent_encode(&file.replace('\\', "/"), PATH).to_string();
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri}}});
    if let Some(line) = place.and_then(|place| place.line) {
        location["physicalLocation"]["region"] = json!({"startLine": line});
    }
    if let Some(place) = place.filter(|place| !place.path.is_empty()) {
        location["logicalLocations"] = json!([{"fullyQualifiedName": place.path}]);
    }
    location
}
