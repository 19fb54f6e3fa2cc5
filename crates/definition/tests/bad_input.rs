//! What people read when a file cannot be taken.
#![cfg(not(target_arch = "wasm32"))]

use definition::{ImportError, Imported, Kind, MAXIMUM_BYTES, import, recognise};

fn refused(bytes: &[u8], kind: Option<Kind>) -> ImportError {
    match import(bytes, kind) {
        Err(error) => error,
        Ok(imported) => panic!("read as {imported:?}"),
    }
}

fn sentence(error: &ImportError) -> String {
    let line = error.line.map_or_else(String::new, |line| format!("line {line}: "));
    format!("{line}{}\n{}", error.message, error.help)
}

/// What people read for each of these files.
fn sentences(files: &[(&str, &str, Option<Kind>)]) -> String {
    let sentences = files
        .iter()
        .map(|(title, text, kind)| format!("## {title}\n{}\n\n", sentence(&refused(text.as_bytes(), *kind))));
    sentences.collect::<Vec<_>>().concat()
}

#[test]
fn malformed_files() {
    let conda = Some(Kind::Conda);
    insta::assert_snapshot!(sentences(&[
        ("unclosed bracket", "name: x\ndependencies: [a, b\n", conda),
        ("wrong indentation", "dependencies:\n  - a\n - b\n", conda),
        ("template", "name: {{ name }}\ndependencies: [a]\n", conda),
        ("template with a percent sign", "dependencies:\n{% if x %}\n  - a\n{% endif %}\n", conda),
        ("key twice", "dependencies: [a]\nname: x\ndependencies: [b]\n", conda),
        ("version that is a number", "dependencies:\n  - python\n  - 3.10\n", conda),
        ("truth value", "channels: [yes]\n", conda),
        ("nested list", "dependencies:\n  - [a, b]\n", conda),
        ("pip as text", "dependencies:\n  - pip: a\n", conda),
        ("empty entry", "dependencies:\n  - pip:\n    - a\n    -\n", conda),
        ("merge conflict", "name: a\ndependencies:\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> other\n", conda),
        ("two documents", "name: a\n---\nname: b\n", conda),
        ("unknown tag", "name: !env X\n", conda),
        ("alias in itself", "a: &x [*x]\n", conda),
        ("control character", "name: a\nchannels: [\u{7}]\n", conda),
        ("null", "# nothing\n", conda),
        ("JSON", "{\n  \"name\": \"x\",\n}\n", Some(Kind::V1)),
        ("text for a truth value", "{\"python\": {\"userManagedDependencies\": \"no\"}}", Some(Kind::V1)),
        ("key twice in other case", "{\"Name\": \"x\", \"name\": \"y\"}", Some(Kind::V1)),
        ("number in the R section", "{\"r\": {\"cranPackages\": [{\"version\": 3.10}]}}", Some(Kind::V1)),
        ("Spark package without a version", "spark:\n  packages:\n  - group: g\n    artifact: a\n", Some(Kind::V1)),
        ("build without a path", "name: x\nbuild: {}\n", Some(Kind::V2)),
        ("no FROM", "RUN x\n", Some(Kind::Dockerfile)),
    ]));
}

#[test]
fn files_that_are_something_else() {
    insta::assert_snapshot!(sentences(&[
        ("empty", " \n", None),
        ("prose", "Read me first\nThis project does things.\n", None),
        ("component", "$schema: https://x/commandComponent.schema.json\nname: x\ncommand: y\n", None),
        ("job", "$schema: https://x/commandJob.schema.json\ncommand: y\n", None),
        ("deployment", "name: blue\nendpoint_name: x\nenvironment: {image: y}\n", None),
        ("endpoint", "name: blue\nauth_mode: key\n", None),
        ("asset record", "name: x\ntype: environment\nspec: spec.yaml\n", None),
        ("image record", "image:\n  name: x\n  context: {dir: y}\n", None),
        ("Compose", "services:\n  web: {image: x}\n", None),
        ("Kubernetes", "apiVersion: v1\nkind: Pod\n", None),
        ("frozen list", "# platform: linux-64\n@EXPLICIT\nhttps://host/a.conda\n", None),
        ("conda list", "# made by conda\na=1=h1_0\nb=2=h2_0\n", None),
        ("unknown mapping", "colour: red\n", None),
    ]));
}

#[test]
fn a_large_file_is_refused_before_it_is_parsed() {
    let error = refused(&vec![b'['; 10 << 20], None);
    assert!(error.message.contains("10485760 bytes"), "{error}");
    assert_eq!(
        recognise(&vec![b'#'; MAXIMUM_BYTES + 1]).expect_err("too large").message.matches("more than").count(),
        1
    );
}

#[test]
fn an_alias_bomb_goes_off_nowhere() {
    let level = |level: usize| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{aliases}]\n")
    };
    let bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned() + &(1..20).map(level).collect::<Vec<_>>().concat();
    insta::assert_snapshot!(sentence(&refused(bomb.as_bytes(), Some(Kind::Conda))));
    let merged = import(b"a: &a {channels: [x]}\n<<: *a\n", Some(Kind::Conda)).expect("a merge");
    assert_eq!(merged.definition.channels, ["x"]);
}

#[test]
fn deep_nesting_is_refused() {
    insta::assert_snapshot!(sentence(&refused("[".repeat(200).as_bytes(), Some(Kind::Conda))));
    let blocks: String = (0..5_000).map(|depth| " ".repeat(depth.min(150)) + "- \n").collect();
    drop(import(blocks.as_bytes(), Some(Kind::Conda)));
    let maps: String = (0..500).map(|depth| " ".repeat(depth) + "a:\n").collect();
    assert!(refused(maps.as_bytes(), Some(Kind::Conda)).message.contains("nest deeper"));
    let json = "{\"a\":".repeat(1_000);
    assert!(refused(json.as_bytes(), Some(Kind::V1)).line.is_some());
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_line() {
    insta::assert_snapshot!(sentence(&refused(b"name: x\nchannels: [\xff]\n", None)));
    assert!(refused(b"\xff\xfea", None).message.contains("not text"));
    assert_eq!(refused(b"a\n\n\0", None).line, Some(3));
}

#[test]
fn text_is_read_in_every_encoding() {
    let text = "name: é\r\ndependencies:\r\n- numpy\r\n";
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect() };
    let read = |bytes: &[u8]| import(bytes, None).expect("text").definition;
    let expected = read(text.as_bytes());
    assert_eq!(expected.conda_name.as_deref(), Some("é"));
    assert_eq!(read(format!("\u{feff}{text}").as_bytes()), expected);
    assert_eq!(read(&utf16(u16::to_le_bytes)), expected);
    assert_eq!(read(&utf16(u16::to_be_bytes)), expected);
}

#[test]
fn notes_say_what_was_left_out() {
    let notes = |text: &str| {
        let Imported { kind, notes, .. } = import(text.as_bytes(), None).expect("an environment");
        let lines = notes.iter().map(|note| format!("line {}: {}\n", note.line.unwrap_or_default(), note.message));
        format!("{kind:?}\n{}\n", lines.collect::<Vec<_>>().concat())
    };
    insta::assert_snapshot!(
        [
            "name: x\nprefix: /home/me/x\ndependencies: [a]\n",
            "name: [x]\nvariables: none\ndependencies: [a]\n",
            "target: local\nenvironment:\n  python:\n    condaDependenciesFile: a.yml\n  docker:\n    baseImage: x\n    baseImageRegistry: {password: p}\n",
            "$schema: https://x/environment.schema.json\nimage: '{{image}}'\nconda_file: ./a.yml\ninference_config: {}\n",
            "build:\n  path: ./context\n",
        ]
        .map(notes)
        .concat()
    );
}
