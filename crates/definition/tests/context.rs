//! Build contexts: which files belong to one, and its digest.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/cases.rs"]
mod cases;

use cases::cases;
use definition::{
    Digest,
    context::{ContextFile, Ignored, MAX_FILES, Selection, context_digest, context_path, ignore_files, select},
};
use proptest::prelude::*;

fn file(path: &str, content: &str) -> ContextFile {
    let size = content.len() as u64;
    ContextFile { path: path.into(), executable: false, size, sha256: Digest::of(content) }
}

/// Which of these paths a `.dockerignore` leaves in.
fn kept<'a>(ignore: &str, paths: &[&'a str]) -> Vec<&'a str> {
    let ignored = Ignored::read(ignore).expect("a .dockerignore");
    paths.iter().copied().filter(|path| !ignored.holds(path)).collect()
}

fn choose(paths: &[&str], ignore: &str) -> Selection {
    let files = paths.iter().map(|path| file(path, path)).collect();
    select(files, "Dockerfile", &Ignored::read(ignore).expect("a .dockerignore")).expect("a folder")
}

#[test]
fn patterns_mean_what_docker_says() {
    let tree = ["temp", "temporary.txt", "a/temp.txt", "a/b/temp/x", "tempa", "main.go", "a/b/c.go", "README.md"];
    let cases = [
        ("# comment\n", "temp temporary.txt a/temp.txt a/b/temp/x tempa main.go a/b/c.go README.md"),
        ("*/temp*", "temp temporary.txt a/b/temp/x tempa main.go a/b/c.go README.md"),
        ("*/*/temp*", "temp temporary.txt a/temp.txt tempa main.go a/b/c.go README.md"),
        ("temp?", "temp temporary.txt a/temp.txt a/b/temp/x main.go a/b/c.go README.md"),
        ("**/*.go", "temp temporary.txt a/temp.txt a/b/temp/x tempa README.md"),
        ("/a/", "temp temporary.txt tempa main.go README.md"),
        ("a/**/temp", "temp temporary.txt a/temp.txt tempa main.go a/b/c.go README.md"),
        ("./x/../a//b/.", "temp temporary.txt a/temp.txt tempa main.go README.md"),
        ("*\n!main.go\n!a/b", "a/b/temp/x main.go a/b/c.go"),
        ("**", ""),
        ("a/**\n!a/b/**/x", "temp temporary.txt a/b/temp/x tempa main.go README.md"),
        ("te[l-n]p[^b]", "temp temporary.txt a/temp.txt a/b/temp/x main.go a/b/c.go README.md"),
        ("**mp", "temporary.txt a/temp.txt tempa main.go a/b/c.go README.md"),
        ("temp**", "a/temp.txt a/b/temp/x main.go a/b/c.go README.md"),
        ("\u{feff}temp\r\n  README.md  \n", "temporary.txt a/temp.txt a/b/temp/x tempa main.go a/b/c.go"),
        ("/\n.\n..\n../temp", "temp temporary.txt a/temp.txt a/b/temp/x tempa main.go a/b/c.go README.md"),
    ];
    for (ignore, expected) in cases {
        assert_eq!(kept(ignore, &tree).join(" "), expected, "{ignore:?}");
    }
}

#[test]
fn the_last_line_that_a_file_fits_decides() {
    let tree = ["README.md", "README-secret.md", "a.md"];
    assert_eq!(kept("*.md\n!README*.md\nREADME-secret.md", &tree), ["README.md"]);
    assert_eq!(kept("*.md\nREADME-secret.md\n! README*.md", &tree), ["README.md", "README-secret.md"]);
    assert_eq!(kept("!a.md", &tree), tree);
    assert_eq!(kept("#*.md\n #a.md", &tree), tree);
}

#[test]
fn letters_that_mean_something_can_be_meant_themselves() {
    assert_eq!(kept("\\*.txt\na[\\]].c", &["*.txt", "b.txt", "a].c", "a.c"]), ["b.txt", "a.c"]);
    assert_eq!(kept("a.b+(c)|{d}$", &["a.b+(c)|{d}$", "axb+(c)|{d}$"]), ["axb+(c)|{d}$"]);
}

#[test]
fn a_line_that_is_no_pattern_is_named() {
    let error = |text: &str| Ignored::read(text).expect_err("no pattern");
    for (text, line) in [("a\n!", 2), ("[a", 1), ("\n[b-a]", 2), ("[]", 1), ("a\\", 1), ("[a-]", 1)] {
        assert_eq!(error(text).line, Some(line), "{text:?}: {}", error(text));
    }
    assert!(error(&"a\n".repeat(1_001)).message.contains("more than 1000 lines"));
}

#[test]
fn no_pattern_takes_for_ever() {
    let ignored = Ignored::read(&("**/*a*".repeat(50) + "c")).expect("a pattern");
    assert!(!ignored.holds(&("a/".repeat(500) + "b")));
}

#[test]
fn a_context_is_what_a_build_sees() {
    let folder = choose(&["Dockerfile", "b.py", "a/x", ".dockerignore", "data.csv"], "*.csv\nDockerfile");
    let paths: Vec<&str> = folder.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, [".dockerignore", "a/x", "b.py"]);
    assert_eq!(folder.ignored, ["data.csv"]);
    assert_eq!(ignore_files("a/Dockerfile"), ["a/Dockerfile.dockerignore", ".dockerignore"]);
}

#[test]
fn the_digest_is_that_of_the_rules() {
    let files = [ContextFile { executable: true, ..file("run.sh", "exit") }, file("a\"b", "")];
    let text = format!(
        r#"[["a\"b","-","{}"],["run.sh","x","{}"]]"#,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Digest::of("exit")
    );
    assert_eq!(context_digest(&files), Digest::of(&text));
    assert_eq!(context_digest(&[]), Digest::of("[]"));
}

#[test]
fn files_that_cannot_be_in_one_folder_are_refused() {
    let error = |paths: &[&str]| {
        let files = paths.iter().map(|path| file(path, "")).collect();
        select(files, "Dockerfile", &Ignored::default()).expect_err("a clash").message
    };
    assert_eq!(error(&["a", "b", "a"]), "the file `a` is there twice");
    assert_eq!(error(&["a", "a-b", "a/c/d"]), "`a` is a file, and `a/c/d` needs a folder of that name");
    let many: Vec<String> = (0..=MAX_FILES).map(|number| number.to_string()).collect();
    assert!(error(&many.iter().map(String::as_str).collect::<Vec<_>>()).contains("20001 files"));
}

#[test]
fn paths_stay_in_the_folder() {
    assert_eq!(context_path("././a/b c.txt"), Ok("a/b c.txt".into()));
    for path in ["", ".", "..", "/etc/passwd", "a/../../b", "a/..", "a//b", "a/", "a\nRUN x", "a/./b", "./"] {
        assert!(context_path(path).is_err(), "{path:?}");
    }
    assert!(context_path(&"a".repeat(1_025)).is_err());
    assert_eq!(
        context_path("\u{1b}[2J/../x").expect_err("out").message,
        "the path `\\u{1b}[2J/../x` leads out of the build context"
    );
}

fn files() -> impl Strategy<Value = Vec<ContextFile>> {
    let file = ("[a-c]{1,2}(/[a-c]{1,2}){0,2}", "[xy]{0,2}", any::<bool>());
    prop::collection::btree_map("[a-c]{1,3}", file, 1..8).prop_map(|files| {
        let named = files.into_iter().map(|(folder, (path, content, executable))| ContextFile {
            executable,
            ..self::file(&format!("{folder}/f/{path}"), &content)
        });
        named.collect()
    })
}

proptest! {
    #![proptest_config(cases("context"))]

    #[test]
    fn the_order_of_files_makes_no_difference(files in files().prop_shuffle(), by in files()) {
        let mut sorted = files.clone();
        sorted.sort();
        prop_assert_eq!(context_digest(&files), context_digest(&sorted));
        let mut other = by;
        other.sort();
        let same = |one: &[ContextFile], other: &[ContextFile]| {
            let seen = |file: &ContextFile| (file.path.clone(), file.executable, file.sha256);
            one.iter().map(seen).eq(other.iter().map(seen))
        };
        prop_assert_eq!(context_digest(&sorted) == context_digest(&other), same(&sorted, &other));
    }

    #[test]
    fn every_change_of_a_file_changes_the_digest(files in files(), which in any::<prop::sample::Index>(), how in 0..4) {
        let mut changed = files.clone();
        let file = which.index(files.len());
        match how {
            0 => changed[file].executable ^= true,
            1 => changed[file].sha256 = Digest::of("another content"),
            2 => changed[file].path.push('z'),
            _ => drop(changed.remove(file)),
        }
        prop_assert_ne!(context_digest(&files), context_digest(&changed));
    }

    #[test]
    fn any_text_is_read_or_refused(ignore in "[-a-c*?!#/\\\\\\[\\]^. \n]{0,40}", path in "[a-c./]{0,20}") {
        if let Ok(ignored) = Ignored::read(&ignore) {
            let _ = ignored.holds(&path);
        }
        let _ = context_path(&path);
    }

    #[test]
    fn plain_patterns_hold_a_path_and_what_is_below_it(path in "[a-c]{1,2}(/[a-c]{1,2}){0,2}", other in "[a-c]{1,2}(/[a-c]{1,2}){0,2}") {
        let ignored = Ignored::read(&path).expect("a pattern");
        let below = other == path || other.starts_with(&format!("{path}/"));
        prop_assert_eq!(ignored.holds(&other), below);
    }
}
