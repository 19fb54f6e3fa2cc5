//! The Dockerfile reader held against the parser of BuildKit that Docker Engine has: both refuse the same files, and the
//! canonical form makes the same image. The parser of Docker Engine 20.10 knows no here-documents; other tests hold those
//! against published digests.

use crate::machine::{Again, Subject, machine};
use bollard::{
    API_DEFAULT_VERSION, Docker, body_full,
    query_parameters::{BuildImageOptions, BuilderVersion, RemoveImageOptions},
};
use builder::Kind as EngineKind;
use definition::{Kind, checks::Rule, dockerfile::Dockerfile, file_checks::check_source};
use futures::StreamExt;
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngSeed, TestRunner},
};
use serde_json::Value;
use std::{fs, path::Path};

/// How many generated files are tried.
const CASES: u32 = 150;

/// Seconds that one answer may take.
const TIMEOUT: u64 = 120;

/// The name of every image that is made here.
const IMAGE: &str = "reading:1";

/// Docker Engine, where it can be started.
fn docker() -> Option<Docker> {
    let is_docker = |subject: &&Subject| matches!(&subject.again, Again::Daemon(EngineKind::Docker, address) if address.starts_with("unix:"));
    let Again::Daemon(_, address) = &machine().subjects.iter().find(is_docker)?.again else { return None };
    Some(Docker::connect_with_unix(address, TIMEOUT, API_DEFAULT_VERSION).unwrap())
}

/// What the daemon makes of a Dockerfile: the configuration of the image, or why there is none. A target that no file has
/// ends a build right after the file was read.
async fn build(docker: &Docker, text: &str, target: &str) -> Result<Value, String> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, "Dockerfile", text.as_bytes()).unwrap();
    let options = BuildImageOptions {
        dockerfile: "Dockerfile".into(),
        t: Some(IMAGE.into()),
        target: target.into(),
        rm: true,
        forcerm: true,
        version: BuilderVersion::BuilderV1,
        ..BuildImageOptions::default()
    };
    let context = body_full(archive.into_inner().unwrap().into());
    let mut answers = docker.build_image(options, None, Some(context));
    while let Some(answer) = answers.next().await {
        let answer = answer.map_err(|error| error.to_string())?;
        if let Some(error) = answer.error_detail {
            return Err(error.message.unwrap_or_default());
        }
    }
    let inspected = docker.inspect_image(IMAGE).await.map_err(|error| error.to_string())?;
    drop(docker.remove_image(IMAGE, None::<RemoveImageOptions>, None).await);
    let mut config = serde_json::to_value(inspected.config).unwrap();
    // The image of the instruction before, and what it was made with.
    for field in ["Image", "Hostname"] {
        config.as_object_mut().unwrap().remove(field);
    }
    // Blanks at the end of a trigger are no part of it here; a shell does not see them.
    for trigger in config["OnBuild"].as_array_mut().into_iter().flatten() {
        *trigger = trigger.as_str().unwrap().trim_end().into();
    }
    Ok(config)
}

/// Whether the daemon refuses a Dockerfile before it builds anything, with its words.
async fn refusal(docker: &Docker, text: &str) -> Option<String> {
    let error = build(docker, text, "no-such-stage").await.unwrap_err();
    (!error.contains("failed to reach build target")).then_some(error)
}

/// Whether it is refused here.
fn refused(text: &str) -> bool {
    !Dockerfile::parse(text).errors.is_empty()
        || check_source(text.as_bytes(), Some(Kind::Dockerfile))
            .iter()
            .any(|check| matches!(check.rule, Rule::DockerfileInvalid | Rule::Unreadable))
}

fn line() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "ENV A=1 \\",
        "ENV A=1",
        "  B=2",
        "B=2 \\",
        "ENV A \"b c\"",
        "ENV A",
        "ENV A=1 B",
        "# comment",
        " \t# comment",
        "",
        "   ",
        "\\",
        "`",
        "LABEL x=\"y z\" w='# no'",
        "LABEL a=b # c=d",
        "onbuild run echo a \\",
        "ONBUILD COPY a  b",
        "ONBUILD FROM a",
        "CMD [\"a\", \"b\"]",
        "CMD a  b \\",
        "CMD ['a']",
        "CMD",
        "ENTRYPOINT x `",
        "STOPSIGNAL 9",
        "EXPOSE 80 443/udp",
        "INSTALL six",
        "FROM",
        "FROM a b",
        "MAINTAINER a b",
        "healthcheck NONE",
        "HEALTHCHECK --interval=5s CMD a",
        "HEALTHCHECK CND a",
        "USER me\\you",
        "VOLUME /a",
        "ENV B=\\\\",
        "ENV C=a\\ b \\ \t",
        "SHELL [\"a\"]",
        "SHELL a",
        "COPY a",
    ])
    .prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    let top = prop::sample::select(vec![
        "",
        "# escape=`\n",
        "#escape = \\\n",
        "# escape=x\n",
        "# escape=`\n# escape=`\n",
        "\u{feff}",
        "\n# escape=`\n",
        "ARG X=1\n",
        "ENV X=1\n",
    ]);
    (top, vec(line(), 1..6), prop::sample::select(vec!["\n", "\r\n"]), any::<bool>()).prop_map(
        |(top, lines, end, ends)| {
            let last = if ends { end } else { "" };
            format!("{top}FROM scratch\nENV FIRST=1\n{}{last}", lines.join(end))
        },
    )
}

#[test]
fn the_same_dockerfiles_are_refused_and_the_canonical_form_makes_the_same_image() {
    let Some(docker) = docker() else { return skip::because("Docker Engine cannot be started") };
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(14),
        failure_persistence: None,
        ..Config::with_cases(CASES)
    });
    let (mut built, mut wrong) = (0, Vec::new());
    for _ in 0..CASES {
        let text = text().new_tree(&mut runner).unwrap().current();
        machine().runtime.block_on(async {
            let refusal = refusal(&docker, &text).await;
            if refusal.is_some() != refused(&text) {
                wrong.push(format!("{text:?}: {refusal:?}"));
            } else if refusal.is_none() {
                let canonical = Dockerfile::parse(&text).items().join("\n");
                let made = [build(&docker, &text, "").await, build(&docker, &canonical, "").await];
                built += u32::from(made[0].is_ok());
                if made[0].is_ok() && made[0] != made[1] {
                    wrong.push(format!("{text:?}\n  {made:?}"));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{} of {CASES}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(built > CASES / 10, "only {built} of the files make an image");
}

#[test]
fn the_dockerfiles_that_people_have_are_read_as_docker_engine_reads_them() {
    let Some(docker) = docker() else { return skip::because("Docker Engine cannot be started") };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = ["../shared/corpus", "../../shared/corpus"].map(|path| root.join(path));
    let Some(corpus) = corpus.into_iter().find(|path| path.is_dir()) else {
        return skip::because("there is no ../shared/corpus beside the repository");
    };
    let list = fs::read_to_string(corpus.join("files.txt")).unwrap();
    let mut wrong = Vec::new();
    for path in list.lines().filter(|path| path.starts_with("dockerfile/")) {
        let text = fs::read_to_string(corpus.join(path)).unwrap();
        let is_template = text.contains("{{") || text.contains("{%");
        let refusal = machine().runtime.block_on(refusal(&docker, &text));
        if refusal.is_some() != refused(&text) && !text.contains("<<") && !is_template {
            wrong.push(format!("{path}: {refusal:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
