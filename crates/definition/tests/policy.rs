//! What a policy finds in definitions, what it says, and which policies are none.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/policies.rs"]
mod policies;

use cases::cases;
use definition::checks::Check;
use definition::file_checks::check_source_with_policy;
use definition::{Definition, Kind, Policy, import};
use policies::POLICY_EXAMPLES;
use proptest::prelude::*;
use proptest::sample::select;

fn policy(text: &str) -> Policy {
    Policy::read(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn requirements(text: &str) -> Definition {
    import(text.as_bytes(), Some(Kind::Requirements)).expect("requirements").definition
}

#[test]
fn every_rule_finds_what_breaks_it_and_nothing_else() {
    for (rule, text, kind, with, without) in POLICY_EXAMPLES {
        let found = |file: &str| {
            let checks = check_source_with_policy(&policy(text), file.as_bytes(), Some(*kind));
            checks.into_iter().filter(|check| check.rule.id().starts_with("policy-")).collect::<Vec<Check>>()
        };
        let checks = found(with);
        assert!(!checks.is_empty() && checks.iter().all(|check| check.rule == *rule), "{checks:?} in\n{with}");
        assert_eq!(found(without), [], "{rule:?} in\n{without}");
    }
}

#[test]
fn what_people_read() {
    let told = POLICY_EXAMPLES.iter().map(|(_, text, kind, with, _)| {
        let checks = check_source_with_policy(&policy(text), with.as_bytes(), Some(*kind));
        let told = checks.iter().filter(|check| check.rule.id().starts_with("policy-")).map(|check| {
            let line = check.line().map_or_else(|| "?".into(), |line| line.to_string());
            let fix = check.fix.as_ref().map(|fix| format!("[{}]\n", fix.title)).unwrap_or_default();
            format!("{}, line {line}\n{}\n{}\n{fix}\n", check.rule.id(), check.message, check.help)
        });
        told.collect::<String>()
    });
    insta::assert_snapshot!(told.collect::<String>());
}

#[test]
fn a_fix_removes_its_check() {
    for (_, text, kind, with, _) in POLICY_EXAMPLES {
        let policy = policy(text);
        let broken = import(with.as_bytes(), Some(*kind)).expect("a file").definition;
        let mut definition = broken.clone();
        let before = policy.findings(&broken);
        for fix in before.iter().filter_map(|check| check.fix.as_ref()) {
            fix.edits.iter().for_each(|edit| edit.apply(&mut definition));
        }
        let left = policy.findings(&definition).len();
        assert_eq!(left, before.iter().filter(|check| check.fix.is_none()).count(), "{with}");
    }
}

#[test]
fn python_is_added_where_conda_reads_it() {
    let policy = policy("required: [{package: python, versions: '>=3.11'}]");
    let mut definition = requirements("six==1.16.0\n");
    let checks = policy.findings(&definition);
    checks[0].fix.as_ref().expect("a fix").edits.iter().for_each(|edit| edit.apply(&mut definition));
    assert_eq!(policy.findings(&definition), []);
    assert!(definition.dependencies.contains(&definition::Dependency::Conda("python>=3.11".into())));
}

#[test]
fn what_hides_where_it_comes_from_is_not_allowed() {
    let indexes = policy("indexes: {allowed: ['https://packages.example.org/simple']}");
    for line in [
        "--index-url ${INDEX}",
        "-ihttps://elsewhere.example.org",
        "--extra-index-url=https://packages.example.org@elsewhere.example.org/simple",
        "--find-links https://packages.example.org/simple/../other",
        "--find-links https://packages.example.org/simple/%2E%2e/other",
        "--index-url https://packages.example.org\\@elsewhere.example.org/simple",
        "--index-url https://packages.example.org/simpler",
        "--index-url http://packages.example.org/simple",
        "git+https://elsewhere.example.org/a.git@v1",
        "a @ git+ssh://git@elsewhere.example.org/a.git",
    ] {
        assert_eq!(indexes.findings(&requirements(line)).len(), 1, "{line}");
    }
    let registries = policy("registries: {allowed: [docker.io/library, registry.example.org]}");
    for image in [
        "$BASE",
        "$HOST/python:3",
        "registry.example.org:5000/a",
        "registry.example.org.evil.example/a",
        "docker.io/a/b",
    ] {
        let base_image = Some(image.to_owned());
        assert_eq!(registries.findings(&Definition { base_image, ..Definition::default() }).len(), 1, "{image}");
    }
    for image in ["python:$TAG", "python", "registry.example.org/a@sha256:0", "library/python:3"] {
        let base_image = Some(image.to_owned());
        assert_eq!(registries.findings(&Definition { base_image, ..Definition::default() }), [], "{image}");
    }
}

#[test]
fn what_the_workspace_fills_in_is_allowed() {
    let policy = policy("registries: {allowed: []}\nchannels: {allowed: []}");
    let filled = Definition {
        base_image: Some("localhost/terrarium/base:1".into()),
        channels: vec!["main".into()],
        ..Definition::default()
    };
    assert_eq!(policy.findings(&filled).len(), 2);
    assert_eq!(
        policy.with_defaults(["localhost/terrarium/base:1"].into_iter(), &["main".into()]).findings(&filled),
        []
    );
}

#[test]
fn a_file_that_is_no_policy_is_refused_with_its_line() {
    let refused = |text: &str| {
        let error = Policy::read(text.as_bytes()).expect_err(text);
        let line = error.line.map_or_else(|| "?".into(), |line| line.to_string());
        format!(
            "{}\nline {line}: {}. {}\n\n",
            text.trim_end().chars().take(120).collect::<String>(),
            error.message,
            error.help
        )
    };
    let many = format!("forbidden: [{}]", "{package: a},".repeat(1001));
    let told = [
        "",
        "- six",
        "required: six",
        "required:\n- six",
        "required:\n- versions: '>=1'",
        "required:\n- package: six\n  version: 1",
        "required:\n- package: six\n  versions: 1.2",
        "required:\n- package: 'six; rm -rf /'",
        "forbidden:\n- package: six\n  reason: [a]",
        "registries: [docker.io]",
        "registries:\n  reason: none",
        "channels:\n  allowed:\n  - ''",
        "index: {}",
        "required: {a: *b}",
        "{\"required\": [{\"package\": 1,}]}",
        &many,
        &"[".repeat(100),
    ];
    insta::assert_snapshot!(told.map(refused).concat());
}

#[test]
fn a_policy_travels_as_it_is_written() {
    let text =
        r#"{"required":[{"package":"six","versions":">=1","reason":"why"}],"registries":{"allowed":["docker.io"]}}"#;
    let read = policy(text);
    assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
    assert_eq!(serde_json::from_str::<Policy>(text).expect("a policy"), read);
}

/// The same name in another spelling.
fn respelled(name: &str, seed: usize) -> String {
    let letters = name.chars().enumerate().map(|(index, letter)| match (letter, (seed >> (index % 16)) % 3) {
        ('-', 0) => "_".to_owned(),
        ('-', 1) => ".".to_owned(),
        (letter, 2) => letter.to_uppercase().to_string(),
        (letter, _) => letter.to_string(),
    });
    letters.collect()
}

proptest! {
    #![proptest_config(cases("policy"))]

    #[test]
    fn order_and_spelling_make_no_difference(
        lines in Just(vec!["my-package==1.5", "other-one>=2", "six", "my-package-two"]).prop_shuffle(),
        (seed, rule_seed) in (any::<usize>(), any::<usize>()),
        section in select(vec!["required", "forbidden"]),
        versions in select(vec!["", "<2", ">=2", "==1.5"]),
    ) {
        let rule = |name: &str| {
            let versions = if versions.is_empty() { String::new() } else { format!(", versions: '{versions}'") };
            policy(&format!("{section}: [{{package: {name}{versions}}}]"))
        };
        let told = |policy: &Policy, lines: &[String]| {
            let mut rules: Vec<&str> = policy.findings(&requirements(&lines.join("\n"))).iter().map(|check| check.rule.id()).collect();
            rules.sort_unstable();
            rules
        };
        let plain: Vec<String> = ["my-package==1.5", "other-one>=2", "six", "my-package-two"].map(str::to_owned).into();
        let shuffled: Vec<String> = lines.iter().map(|line| {
            let end = line.find(['=', '>']).unwrap_or(line.len());
            format!("{}{}", respelled(&line[..end], seed), &line[end..])
        }).collect();
        for name in ["my-package", "other-one", "absent"] {
            prop_assert_eq!(told(&rule(name), &plain), told(&rule(&respelled(name, rule_seed)), &shuffled));
        }
    }

    #[test]
    fn any_bytes_are_a_policy_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), line in "\\PC{0,30}") {
        drop(Policy::read(&bytes));
        let rules = "required: [{package: six, versions: '>=1'}]\nforbidden: [{package: a, versions: <2}]\nregistries: {allowed: [a]}\nchannels: {allowed: [a]}\nindexes: {allowed: [a]}";
        let dependencies = vec![definition::Dependency::Conda(line.clone()), definition::Dependency::Pip(vec![line.clone()])];
        let odd = Definition { base_image: Some(line.clone()), dockerfile: Some(line.clone()), channels: vec![line], dependencies, ..Definition::default() };
        for check in policy(rules).findings(&odd) {
            prop_assert!(!check.message.is_empty() && !check.places.is_empty());
        }
    }
}
