//! Dockerfiles as BuildKit reads them: examples by hand, and what holds for any text.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/cases.rs"]
mod cases;

use cases::cases;
use definition::dockerfile::Dockerfile;
use proptest::collection::vec;
use proptest::prelude::*;

fn items(text: &str) -> Vec<String> {
    let dockerfile = Dockerfile::parse(text);
    assert_eq!(dockerfile.errors, [], "{text}");
    dockerfile.items()
}

/// The delimiters of the heredocs that one instruction opens.
fn opened(instruction: &str) -> Vec<String> {
    let text = format!("{instruction}\n");
    let instruction = Dockerfile::parse(&text).instructions.remove(0);
    instruction.heredocs.into_iter().map(|heredoc| heredoc.delimiter).collect()
}

#[test]
fn words_open_heredocs_where_the_shell_lexer_of_buildkit_says_so() {
    for (instruction, delimiters) in [
        ("RUN <<EOF", &["EOF"][..]),
        ("RUN << EOF", &["EOF"]),
        ("RUN cat <<A 3<<-'two words' >/x", &["A", "two words"]),
        ("COPY <<a.conf>x /", &["a.conf>x"]),
        ("RUN echo $(( 1 << 2 ))", &["2"]),
        ("RUN <<E\"O\"F", &["EOF"]),
        ("RUN <<\\EOF", &["EOF"]),
        ("RUN <<A${B}", &["A${B}"]),
        ("RUN ${X:-a <<EOF b}", &["EOF"]),
        ("ONBUILD RUN <<EOF", &["EOF"]),
        ("onbuild copy <<A <<B /", &["A", "B"]),
        ("RUN echo \"<<A\" '<<B' \\<<C x<<D <<<E <<F<<G", &[]),
        ("RUN echo <<'' <<- A", &[]),
        ("RUN echo 'open <<EOF", &[]),
        ("RUN echo ${ <<EOF", &[]),
        ("RUN echo ${X%%y <<EOF", &[]),
        ("RUN <<A${B:-c}", &[]),
        ("ENV A=<<EOF", &[]),
        ("ONBUILD ONBUILD RUN <<EOF", &[]),
    ] {
        assert_eq!(opened(instruction), delimiters, "{instruction}");
    }
}

#[test]
fn a_body_is_kept_to_the_letter() {
    let text = "FROM a\nRUN <<-A <<B\r\n\tone \\\n# two\r\n\tA\n\nthree\nB\r\nENV X=1\n";
    assert_eq!(items(text), ["FROM a", "RUN <<-A <<B\n\tone \\\n# two\r\nA\n\nthree\nB", "ENV X=1"]);
}

#[test]
fn directives_comments_and_continued_lines_are_read() {
    let text = "\u{feff}# escape=`\r\n# Syntax = x/y:1 \nfrom a `\n\n  # comment\n  as b\nrun dir c:\\\n";
    assert_eq!(items(text), ["# syntax=x/y:1", "# escape=`", "FROM a   as b", "RUN dir c:\\"]);
    assert_eq!(items(" # syntax=x\nFROM a"), ["FROM a"], "BuildKit does not look for it behind white space");
    assert_eq!(items("FROM a\nRUN b \\\\\nENV c=1"), ["FROM a", "RUN b \\\\", "ENV c=1"]);
    assert_eq!(items("FROM a\nRUN b \\ \t\n  c\\"), ["FROM a", "RUN b   c"]);
}

#[test]
fn what_buildkit_refuses_is_named_with_its_line() {
    let faults = |text: &str| {
        let errors = Dockerfile::parse(text).errors;
        let told = errors.iter().map(|error| format!("{}: {}\n   {}\n", error.line, error.message, error.help));
        told.collect::<Vec<_>>().concat()
    };
    insta::assert_snapshot!(
        [
            "FROM a\nRUN <<EOF\nb\n EOF\n",
            "FROM a\nRUN one \\\n  <<EOF\nb\n",
            "FROM a\nRUN ${X:-a \"b <<C\" }\n",
            "# escape=`\nFROM a\nRUN <<EOF\\ \nx\n",
            "# syntax=a\n# SYNTAX=b\nFROM a\n",
            "# escape=/\nFROM a\n",
            "FROM a\n\\\n",
            "FROM a\nRUN b \\\u{a0}\n  c\n",
        ]
        .map(faults)
        .concat()
    );
}

#[test]
fn nesting_without_end_exhausts_nothing() {
    let deep = format!("FROM a\nRUN {}<<EOF\n", "${a:-".repeat(100_000));
    assert_eq!(Dockerfile::parse(&deep).errors.len(), 1);
}

#[test]
fn variables_that_double_with_each_line_exhaust_nothing() {
    let text = format!("FROM a\nENV A=https://example.org/\n{}ADD $A /a\n", "ENV A=$A$A\n".repeat(200));
    assert_eq!(Dockerfile::parse(&text).copies().len(), 1, "nobody knows what it is");
    assert_eq!(Dockerfile::parse("FROM a\nENV A=https://h/\nENV A=${A}x\nADD $A /a\n").copies(), []);
}

/// Lines that break readers of Dockerfiles, and any others.
fn line() -> impl Strategy<Value = String> {
    let fragments = prop::sample::select(vec![
        "RUN ",
        "COPY ",
        "ADD ",
        "ONBUILD ",
        "FROM a",
        "ENV A=1",
        "<<",
        "<<-",
        "EOF",
        "'EOF'",
        "\"E F\"",
        " ",
        "\t",
        "\\",
        "`",
        "${",
        "}",
        ":-",
        "$",
        "'",
        "\"",
        "#",
        "# escape=`",
        "# syntax=a",
        "\r",
        "\u{a0}",
        "/",
        "%",
        "3<<A",
        "x",
        "\u{feff}",
        "é",
        ">",
        "/etc/x",
    ]);
    prop_oneof![3 => vec(fragments, 0..6).prop_map(|parts| parts.concat()), 1 => "\\PC{0,12}", 1 => Just("EOF".to_owned())]
}

fn text() -> impl Strategy<Value = String> {
    vec(line(), 0..9).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(cases("dockerfiles"))]

    #[test]
    fn the_canonical_form_is_a_fixed_point(text in text()) {
        let dockerfile = Dockerfile::parse(&text);
        let items = dockerfile.items();
        // A byte order mark is one at the beginning only.
        prop_assume!(dockerfile.errors.is_empty() && !items.first().is_some_and(|item| item.starts_with('\u{feff}')));
        let again = Dockerfile::parse(&items.join("\n"));
        prop_assert_eq!(&again.errors, &[]);
        prop_assert_eq!(again.items(), items);
    }

    #[test]
    fn bodies_are_lines_of_the_text(text in text(), body in vec("[^\n]{0,9}", 0..5)) {
        prop_assume!(!body.iter().any(|line| line.trim_end_matches('\r') == "TheEnd"));
        let lines: Vec<&str> = text.split('\n').collect();
        let whole = format!("FROM a\nRUN <<TheEnd\n{}TheEnd\n{text}", body.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>());
        let dockerfile = Dockerfile::parse(&whole);
        prop_assert_eq!(&dockerfile.instructions[1].heredocs[0].lines, &body);
        for heredoc in dockerfile.instructions.iter().skip(2).flat_map(|instruction| &instruction.heredocs) {
            prop_assert!(heredoc.lines.iter().all(|line| lines.contains(&line.as_str())));
        }
    }

    #[test]
    fn instructions_stand_where_they_say(text in text()) {
        let dockerfile = Dockerfile::parse(&text);
        let mut end = 0;
        for instruction in &dockerfile.instructions {
            prop_assert!(instruction.span.start >= end && instruction.span.end <= text.len());
            let before = text[..instruction.span.start].matches('\n').count();
            prop_assert_eq!(instruction.line() as usize, before + 1);
            let lines = text[instruction.span.clone()].split_inclusive('\n').count();
            prop_assert_eq!(instruction.lines.len(), lines);
            end = instruction.span.end;
        }
    }
}
