//! What holds for the checks of every definition and every text.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/cases.rs"]
mod cases;

use arbitrary::definition;
use cases::cases;
use definition::checks::{Check, check};
use definition::file_checks::check_source;
use definition::{Definition, Dependency, Kind, mask};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const KINDS: [Kind; 5] = [Kind::Conda, Kind::Requirements, Kind::Dockerfile, Kind::V1, Kind::V2];

/// Lines that rules look for, and lines that nearly are.
fn line() -> impl Strategy<Value = String> {
    let lines = vec![
        "pip install numpy",
        "!pip install 'a[b]' c==1",
        "conda install -c x y",
        "conda install numpy=1.26",
        "python -m pip install",
        "numpy=1.26",
        "a = 1.0",
        "a=",
        "a==",
        "{{ x }}",
        "python=3.x",
        "python<3",
        "python 3.8.*",
        "python=3.12",
        "pip",
        "-r a.txt",
        "./a.whl",
        "https://me:hunter2@host/a.zip",
        "",
    ];
    prop_oneof![select(lines).prop_map(str::to_owned), "\\PC{0,12}"]
}

fn packages() -> impl Strategy<Value = Definition> {
    let dependency = prop_oneof![line().prop_map(Dependency::Conda), vec(line(), 0..5).prop_map(Dependency::Pip)];
    let kept = vec((select(vec!["prefix", "channe", "dependancies", "chanels"]), line()), 0..3);
    (vec(dependency, 0..6), kept).prop_map(|(dependencies, kept)| {
        let kept = kept.into_iter().map(|(key, text)| (format!("python.condaDependencies.{key}"), vec![text].into()));
        Definition { dependencies, kept: kept.collect(), ..Definition::default() }
    })
}

fn is_well_said(check: &Check) -> bool {
    let said = !check.message.is_empty() && !check.help.is_empty() && !check.message.ends_with('.');
    said && check.fix.as_ref().is_none_or(|fix| !fix.edits.is_empty() && !fix.title.is_empty())
}

proptest! {
    #![proptest_config(cases("checks_properties"))]

    #[test]
    fn a_fix_removes_its_check(definition in prop_oneof![definition(), packages()]) {
        let before = check(&definition);
        for check in &before {
            prop_assert!(is_well_said(check), "{check:?}");
            let Some(fix) = &check.fix else { continue };
            let mut fixed = definition.clone();
            fix.edits.iter().for_each(|edit| edit.apply(&mut fixed));
            // The same line may stand in the other list too.
            let same = |other: &&Check| other.rule == check.rule && other.message == check.message;
            let left = definition::checks::check(&fixed).iter().filter(same).count();
            prop_assert!(left < before.iter().filter(same).count(), "{check:?} after {}", fix.title);
        }
    }

    #[test]
    fn any_text_is_checked(lines in vec(line(), 0..8), bytes in vec(any::<u8>(), 0..100), kind in select(KINDS.to_vec())) {
        for text in [lines.join("\n").into_bytes(), bytes] {
            for kind in [None, Some(kind)] {
                let checks = check_source(&text, kind);
                let lines = u32::try_from(text.split(|byte| *byte == b'\n' || *byte == b'\r').count()).expect("few");
                for place in checks.iter().flat_map(|check| &check.places) {
                    prop_assert!(place.line.is_none_or(|line| (1..=lines).contains(&line)), "{place:?}");
                }
            }
        }
    }

    #[test]
    fn a_conda_file_is_checked_on_its_lines(lines in vec(line(), 1..8)) {
        let entries: Vec<String> = lines.iter().map(|line| format!("- '{}'\n", line.replace('\'', "''"))).collect();
        let text = format!("dependencies:\n{}", entries.concat());
        for check in check_source(text.as_bytes(), Some(Kind::Conda)) {
            let mut entries = check.places.iter().filter(|place| place.path.contains('['));
            prop_assert!(entries.all(|place| place.line.is_some()), "{check:?} in\n{text}");
        }
    }

    #[test]
    fn nothing_is_said_of_a_password(before in "[a-z ]{0,8}", after in "[a-z/ ]{0,8}") {
        let text = format!("{before}https://me:hunter2secret@host/{after}");
        prop_assert!(!mask(&text).contains("hunter2secret"));
        let definition = Definition { dependencies: vec![Dependency::Pip(vec![text])], ..Definition::default() };
        prop_assert!(check(&definition).iter().all(|check| !check.message.contains("hunter2") && !check.help.contains("hunter2")));
    }
}
