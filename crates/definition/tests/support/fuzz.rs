//! What must hold for any input; the fuzz targets and an ordinary test share it.

use definition::context::Ignored;
use definition::dockerfile::Dockerfile;
use definition::file_checks::{check_source, locate};
use definition::{Definition, Dependency, Kind, canonical, export, import, outside, plan, secrets};

/// A name, and what is done with an input.
pub type Target = (&'static str, fn(&[u8]));

/// The targets.
pub const TARGETS: [Target; 8] = [
    ("conda", |bytes| file(bytes, Kind::Conda)),
    ("requirements", |bytes| file(bytes, Kind::Requirements)),
    ("dockerfile", dockerfile),
    ("v1", |bytes| file(bytes, Kind::V1)),
    ("v2", |bytes| file(bytes, Kind::V2)),
    ("any", any),
    ("requirement", requirement),
    ("dockerignore", dockerignore),
];

/// Reads a file of a kind, and does with it what the product does.
fn file(bytes: &[u8], kind: Kind) {
    let mut checks = check_source(bytes, Some(kind));
    assert!(checks.iter().all(|check| !check.message.is_empty() && !check.help.is_empty()));
    if let Ok(text) = std::str::from_utf8(bytes) {
        locate(&mut checks, text, kind);
    }
    match import(bytes, Some(kind)) {
        Ok(imported) => whole(&imported.definition),
        Err(error) => assert!(!error.message.is_empty() && !error.help.is_empty()),
    }
}

fn any(bytes: &[u8]) {
    drop(check_source(bytes, None));
    if let Ok(imported) = import(bytes, None) {
        whole(&imported.definition);
    }
}

fn whole(read: &Definition) {
    assert_eq!(Definition::from_json(&read.to_json()).as_ref(), Ok(read), "the JSON form holds everything");
    drop(secrets(read));
    let based = Definition { base_image: Some("a:1".into()), dockerfile: None, context: None, ..read.clone() };
    for definition in [read, &based] {
        let Ok(canonical) = canonical(definition) else { continue };
        drop((plan(&canonical), outside(&canonical), canonical.fingerprint()));
    }
    for kind in [Kind::Conda, Kind::V1, Kind::V2] {
        if let Ok(text) = export(&based, kind) {
            assert!(import(text.as_bytes(), Some(kind)).is_ok(), "what is exported can be imported");
        }
    }
}

/// The canonical form reads back as itself, and a plan has the digests that it was made from.
fn dockerfile(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    file(bytes, Kind::Dockerfile);
    let dockerfile = Dockerfile::parse(text);
    let items = dockerfile.items();
    let is_marked = items.first().is_some_and(|item| item.starts_with('\u{feff}'));
    if dockerfile.errors.is_empty() && !is_marked {
        assert_eq!(Dockerfile::parse(&items.join("\n")).items(), items);
    }
}

/// A line means the same once it is written as it is meant.
fn requirement(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let canonical_of = |text: &str| {
        let dependencies = vec![Dependency::Pip(vec![text.to_owned()])];
        canonical(&Definition { base_image: Some("a".into()), dependencies, ..Definition::default() }).expect("a base")
    };
    let once = canonical_of(text);
    let definition::Python::System { pip, pip_options, .. } = &once.python else { unreachable!("conda manages them") };
    // As a plan writes them: a backslash at the end would continue the line.
    let written = pip_options.iter().chain(pip).map(|line| line.clone() + " \n").collect::<String>();
    assert_eq!(canonical_of(&written).python, once.python, "{written:?}");
    file(bytes, Kind::Requirements);
}

fn dockerignore(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (lines, path) = text.rsplit_once('\n').unwrap_or((text, "a/b"));
    if let Ok(ignored) = Ignored::read(lines) {
        let _ = (ignored.holds(path), ignored.holds_all_of(path));
    }
}
