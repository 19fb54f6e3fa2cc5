//! What holds for every definition and every file.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/cases.rs"]
mod cases;
mod support;

use arbitrary::{definition, dockerfile};
use cases::cases;
use definition::{
    Definition, Fingerprint, Kind, canonical, compare, distance, export, import, nearest, outside, plan, recognise,
    secrets,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{conda_canonical, dockerfile_canonical};

const KINDS: [Kind; 5] = [Kind::Conda, Kind::Requirements, Kind::Dockerfile, Kind::V1, Kind::V2];

type Packages = BTreeMap<String, String>;

fn packages() -> impl Strategy<Value = Packages> {
    btree_map("[a-z][a-z0-9]{0,6}", prop_oneof![Just(String::new()), "==[0-9]\\.[0-9]", ">=[0-9],<1[0-9]"], 1..8)
}

/// The packages as a conda file, half of them for pip, in an order and a spelling of their own.
fn written(packages: &Packages, order: &[usize], shout: bool, pad: &str, comment: &str) -> String {
    let mut entries: Vec<(usize, String, bool)> = packages
        .iter()
        .enumerate()
        .map(|(index, (name, versions))| {
            let name = if shout { name.to_uppercase() } else { name.clone() };
            (order[index % order.len()], format!("{name}{pad}{versions}"), index % 2 == 0)
        })
        .collect();
    entries.sort_by_key(|(order, ..)| *order);
    let list = |pip: bool, indent: &str| -> String {
        let entries = entries.iter().filter(|(.., of_pip)| *of_pip == pip);
        entries.flat_map(|(_, entry, _)| [indent, "- '", pad, entry, pad, "'", comment, "\n"]).collect()
    };
    format!("{comment}\ndependencies:\n{}  - pip:\n{}", list(false, "  "), list(true, "    "))
}

proptest! {
    #![proptest_config(cases("properties"))]

    #[test]
    fn order_case_blanks_and_comments_change_nothing(
        packages in packages(), order in vec(0_usize..9, 8), shout: bool, pad in "[ ]{0,3}", comment in "( # [a-z]{0,9})?",
    ) {
        let plain = conda_canonical(&written(&packages, &[0], false, "", ""));
        let respelled = conda_canonical(&written(&packages, &order, shout, &pad, &comment));
        prop_assert_eq!(plain.digests(), respelled.digests());
        prop_assert!(compare(&plain, &respelled).is_same());
    }

    #[test]
    fn a_package_added_removed_or_changed_is_another_image(packages in packages(), name in "[a-z]{8,9}", at in 0_usize..8) {
        let digests = |packages: &Packages| {
            let canonical = conda_canonical(&written(packages, &[0], false, "", ""));
            (canonical.digests().image, canonical)
        };
        let (before, canonical) = digests(&packages);
        let mut more = packages.clone();
        more.insert(name.clone(), String::new());
        prop_assert_ne!(digests(&more).0, before);
        let key = packages.keys().nth(at % packages.len()).expect("one package at least").clone();
        let mut changed = packages.clone();
        changed.insert(key.clone(), "==77.7".into());
        let (after, other) = digests(&changed);
        prop_assert_ne!(after, before);
        let comparison = compare(&canonical, &other);
        prop_assert_eq!(comparison.packages.len(), 1);
        prop_assert_eq!(&comparison.packages[0].name, &key);
        let mut fewer = packages.clone();
        fewer.remove(&key);
        prop_assert_ne!(digests(&fewer).0, before);
    }

    #[test]
    fn the_nearest_is_the_one_with_the_fewest_differences(target in packages(), candidates in vec(packages(), 1..6)) {
        let read = |packages: &Packages| conda_canonical(&written(packages, &[0], false, "", ""));
        let (target, candidates) = (read(&target), candidates.iter().map(read).collect::<Vec<_>>());
        let differences = |candidate| {
            let comparison = compare(candidate, &target);
            comparison.changes.len() + comparison.packages.len()
        };
        let least = candidates.iter().map(differences).min();
        let expected = candidates.iter().position(|candidate| Some(differences(candidate)) == least);
        prop_assert_eq!(nearest(&target, &candidates), expected);
    }

    #[test]
    fn fingerprints_tell_how_much_differs(one in definition(), other in definition(), listed in (packages(), packages())) {
        let listed = [&listed.0, &listed.1].map(|packages| conda_canonical(&written(packages, &[0], false, "", "")));
        let any = [canonical(&one), canonical(&other)];
        for pair in [Some(listed), any.iter().all(Result::is_ok).then(|| any.map(|each| each.expect("both are")))] {
            let Some([one, other]) = pair else { continue };
            let differences = distance(&one, &other);
            let [one, other] = [one, other].map(|each| each.fingerprint());
            prop_assert_eq!(one.distance(&other, usize::MAX), differences);
            prop_assert!(one.distance(&other, 3) >= differences.min(3));
            let travelled: Fingerprint = serde_json::from_str(&serde_json::to_string(&one).expect("text")).expect("the same");
            prop_assert_eq!(travelled, one);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(recognise(&bytes).is_ok() || recognise(&bytes).is_err_and(|error| !error.help.is_empty()));
        for kind in KINDS {
            if let Ok(imported) = import(&bytes, Some(kind)) {
                drop(canonical(&imported.definition));
            }
        }
    }

    #[test]
    fn any_damage_to_a_file_is_read_or_refused(
        definition in definition(), kind in prop::sample::select(KINDS.to_vec()), at in any::<prop::sample::Index>(), put in "\\PC{0,3}|[\n\t:{}\\[\\]&*!|>'\"%@`#-]{1,4}",
    ) {
        let text = export(&definition, kind).unwrap_or_else(|_| format!("{:#}", definition.to_json()));
        let place = at.index(text.len() + 1);
        let place = (0..=place).rev().find(|place| text.is_char_boundary(*place)).unwrap_or_default();
        let damaged = format!("{}{put}{}", &text[..place], &text[place..]);
        for kind in [None, Some(kind)] {
            match import(damaged.as_bytes(), kind) {
                Ok(imported) => {
                    if let Ok(canonical) = canonical(&imported.definition) {
                        drop((plan(&canonical), outside(&canonical), secrets(&imported.definition)));
                    }
                }
                Err(error) => prop_assert!(!error.message.is_empty() && !error.help.is_empty()),
            }
        }
    }

    #[test]
    fn the_json_form_holds_everything(definition in definition()) {
        prop_assert_eq!(Definition::from_json(&definition.to_json()), Ok(definition));
    }

    #[test]
    fn what_is_exported_imports_to_the_same_hash(definition in definition()) {
        let Ok(expected) = canonical(&definition) else { return Ok(()) };
        for kind in KINDS {
            let Ok(text) = export(&definition, kind) else { continue };
            let imported = import(text.as_bytes(), Some(kind)).expect("what was exported");
            let mut read = imported.definition;
            if matches!(kind, Kind::Conda | Kind::Requirements) {
                read.base_image = expected.base.image.clone();
            }
            prop_assert_eq!(canonical(&read).expect("has a base").digests(), expected.digests(), "{}", text);
        }
    }

    #[test]
    fn every_definition_has_a_v1_form(definition in definition()) {
        if canonical(&definition).is_ok() && secrets(&definition).is_empty() {
            prop_assert!(export(&definition, Kind::V1).is_ok(), "{:?}", export(&definition, Kind::V1));
        }
    }

    #[test]
    fn the_planned_dockerfile_is_the_canonical_one(text in dockerfile()) {
        let definition = Definition { dockerfile: Some(text), user_managed: true, ..Definition::default() };
        if let Ok(canonical) = canonical(&definition) {
            let planned = plan(&canonical).dockerfile;
            if planned.contains("FROM") && canonical.base.platform == "linux/amd64" {
                let again = Definition { dockerfile: Some(planned.clone()), user_managed: true, ..Definition::default() };
                prop_assert_eq!(definition::canonical(&again), Ok(canonical), "{}", planned);
            }
        }
    }
}

#[test]
fn the_usual_definitions_can_be_exported() {
    let conda =
        support::conda("name: x\nchannels: [conda-forge]\ndependencies: [python=3.11, {pip: [a==1, '-r x # y']}]");
    for kind in [Kind::Conda, Kind::V1, Kind::V2] {
        assert!(export(&conda, kind).is_ok(), "{:?}", export(&conda, kind));
    }
    let pip = support::conda("dependencies: [{pip: [--pre, 'a == 1 # why', b]}]");
    assert_eq!(export(&pip, Kind::Requirements).as_deref(), Ok("--pre\na == 1 # why\nb\n"));
    let text = "FROM a:1\nRUN b\n";
    let imported = import(text.as_bytes(), None).expect("a Dockerfile").definition;
    assert_eq!(export(&imported, Kind::Dockerfile).as_deref(), Ok(text));
    assert!(dockerfile_canonical(text).base.image.is_some());
}
