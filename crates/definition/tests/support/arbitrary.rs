//! Arbitrary definitions: of what people write, and of what they do not.

use definition::{BuildContext, Definition, Dependency, Digest, Platform, SparkPackage};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

/// Any text, and the texts that break parsers.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        "[a-z][a-z0-9_.-]{0,8}",
        "[a-zA-Z][a-zA-Z0-9_.-]{0,8} ?(==|=|>=|~=|!=)? ?[0-9]{1,2}(\\.[0-9*]{1,2})?( *,<9)?",
        "\\PC{0,12}",
        prop::sample::select(vec![
            "",
            " ",
            "3.10",
            "yes",
            "~",
            "null",
            "- x",
            "a: b",
            "{{ x }}",
            "x # y",
            "# x",
            "a\nb",
            "a\\",
            "'",
            "\"",
            "\t",
            "@x",
            "-r other.txt",
            "--pre",
            "a @ https://host/x.whl",
            "c::numpy[version='>1']",
            "2024-01-31",
            "é\u{2028}\u{feff}",
        ])
        .prop_map(str::to_owned),
    ]
    .boxed()
}

fn dependency() -> impl Strategy<Value = Dependency> {
    prop_oneof![text().prop_map(Dependency::Conda), vec(text(), 0..4).prop_map(Dependency::Pip)]
}

fn context() -> impl Strategy<Value = BuildContext> {
    let digest = option::of(text().prop_map(|text| Digest::of(&text)));
    (text(), text(), digest, option::of(text())).prop_map(|(location, dockerfile_path, digest, dockerfile)| {
        BuildContext { location, dockerfile_path, digest, dockerfile }
    })
}

fn spark_package() -> impl Strategy<Value = SparkPackage> {
    (text(), text(), text()).prop_map(|(group, artifact, version)| SparkPackage { group, artifact, version })
}

/// A Dockerfile of odd lines.
pub fn dockerfile() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        text(),
        prop::sample::select(vec![
            "FROM a:1",
            "FROM --platform=linux/arm64 b",
            "FROM a AS x",
            "RUN one \\",
            "RUN one",
            "  # comment",
            "RUN <<EOF",
            "EOF",
            "COPY <<-'E' <<F /",
            "\tE",
            "F",
            "# escape=`",
            "# syntax=docker/dockerfile:1",
            "RUN dir `",
            "ENV A=1 \\  ",
            "copy\t.  .",
            "ARG X",
            "FROM $X",
            "\\",
            "",
            " ",
        ])
        .prop_map(str::to_owned),
    ];
    (vec(line, 0..8), prop::sample::select(vec!["\n", "\r\n"])).prop_map(|(lines, end)| lines.join(end))
}

fn packages() -> impl Strategy<Value = Definition> {
    (vec(text(), 0..3), vec(dependency(), 0..5), any::<bool>(), option::of(text()), option::of(text())).prop_map(
        |(channels, dependencies, user_managed, conda_name, conda_file)| Definition {
            channels,
            dependencies,
            user_managed,
            conda_name,
            conda_file: conda_file.filter(|path| path.len() > 10),
            ..Definition::default()
        },
    )
}

fn base(packages: Definition) -> BoxedStrategy<Definition> {
    let image = "[a-z]{1,5}(/[a-z]{1,5})?(:[a-z0-9.]{1,4})?".prop_map(Some);
    prop_oneof![
        (image, Just(None), Just(None)),
        (Just(None), dockerfile().prop_map(Some), Just(None)),
        (Just(None), Just(None), context().prop_map(Some)),
        (option::of(text()), option::of(dockerfile()), option::of(context())),
    ]
    .prop_map(move |(base_image, dockerfile, context)| Definition {
        base_image,
        dockerfile,
        context,
        ..packages.clone()
    })
    .boxed()
}

/// Any definition.
pub fn definition() -> impl Strategy<Value = Definition> {
    let rest = (
        (option::of(text()), option::of(text()), option::of(text()), option::of(text())),
        prop_oneof![4 => Just(Platform::default()), 1 => (text(), text()).prop_map(|(os, architecture)| Platform { os, architecture })],
        prop_oneof![4 => Just(Vec::new()), 1 => vec(spark_package(), 1..3)],
        prop_oneof![4 => Just(Vec::new()), 1 => vec(text(), 1..3)],
        (any::<bool>(), btree_map(text(), text(), 0..3), btree_map(text(), text(), 0..3)),
        prop_oneof![4 => Just(None), 1 => text().prop_map(Some)],
    );
    (packages().prop_flat_map(base), rest).prop_map(|(definition, rest)| {
        let ((name, version, description, interpreter_path), platform, spark_packages, spark_repositories, more, stack) = rest;
        let (precache_spark_packages, variables, tags) = more;
        Definition {
            name,
            version,
            description,
            interpreter_path,
            platform,
            spark_packages,
            spark_repositories,
            precache_spark_packages,
            variables,
            tags,
            inferencing_stack: stack,
            kept: [("docker.shmSize".to_owned(), "2g".into())].into(),
            ..definition
        }
    })
}
