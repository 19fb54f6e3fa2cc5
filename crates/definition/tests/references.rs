//! What is outside a definition, and what must not be in it.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use definition::{BuildContext, Definition, canonical, outside, secrets};
use serde_json::json;
use support::{conda, conda_canonical, dockerfile_canonical};

fn references(dependencies: &str) -> Vec<String> {
    outside(&conda_canonical(dependencies)).into_iter().map(|outside| outside.reference).collect()
}

#[test]
fn files_of_the_machine_are_outside() {
    for line in [
        "-r other.txt",
        "-rother.txt",
        "--requirement=other.txt",
        "-c limits.txt",
        "-e .",
        "-e ./src",
        "--editable ../x",
        "-e git+file:///x",
        "--find-links ./wheels",
        "./x",
        "../x.whl",
        "/opt/x",
        "~/x",
        "file:///x.whl",
        "x @ file:///x.whl",
        "x @ ./x",
        "src/x",
        "x-1.0-py3-none-any.whl",
    ] {
        assert_eq!(references(&format!("dependencies: [{{pip: ['{line}']}}]")).len(), 1, "{line}");
    }
    for entry in ["./x.conda", "/opt/x.tar.bz2", "file:///x.conda"] {
        assert_eq!(references(&format!("dependencies: ['{entry}']")).len(), 1, "{entry}");
    }
}

#[test]
fn what_an_index_or_a_url_gives_is_not_outside() {
    let lines = "
channels: [conda-forge/label/dev]
dependencies:
  - conda-forge/label/dev::numpy
  - https://host/x.conda
  - pip: ['-i https://host/simple', '-f https://host/wheels', --pre, '-e git+https://host/x.git#egg=x', 'git+ssh://git@host/x',
          'a @ https://host/a.whl', 'b[c]>=1; python_version > \"3\"', 'https://host/a.whl']
";
    assert_eq!(references(lines), [""; 0]);
}

#[test]
fn folders_of_packages_are_outside() {
    for channel in ["./channel", "../x", "file:///x", "/opt/x", "~/x", "C:\\x"] {
        let mut definition = conda(&format!("channels: ['{channel}', conda-forge]"));
        assert_eq!(outside(&canonical(&definition).expect("a base")).len(), 1, "{channel}");
        definition.channels = vec!["conda-forge/label/dev".into(), "https://host/x".into()];
        definition.spark_repositories = vec![channel.into()];
        assert_eq!(outside(&canonical(&definition).expect("a base")).len(), 1, "{channel} for Spark");
        definition.spark_repositories.clear();
        definition.user_managed = true;
        assert_eq!(outside(&canonical(&definition).expect("a base")).len(), 0);
    }
}

#[test]
fn copies_are_outside_without_a_context() {
    let of = |step: &str| outside(&dockerfile_canonical(&format!("FROM a:1\n{step}\n"))).len();
    for step in [
        "COPY . /x",
        "ADD x.tar /",
        "COPY --chown=1 a b /",
        "COPY [\"a\", \"/\"]",
        "ADD https://host/x y /",
        "RUN --mount=type=bind,target=/x make",
        "RUN --mount=target=/x make",
    ] {
        assert_eq!(of(step), 1, "{step}");
    }
    for step in [
        "COPY --from=x a b",
        "ADD https://host/x /",
        "ADD [\"https://host/x\", \"/\"]",
        "COPY <<EOF /x\na\nEOF",
        "RUN cp . /x",
        "RUN --mount=type=cache,target=/x make",
        "RUN --mount=type=bind,from=x,target=/x make",
    ] {
        assert_eq!(of(step), 0, "{step}");
    }
}

#[test]
fn a_context_needs_its_files_and_its_dockerfile() {
    let of = |files: bool, dockerfile: Option<&str>| {
        let context = BuildContext {
            location: "./context".into(),
            dockerfile_path: "Dockerfile".into(),
            digest: files.then(|| definition::Digest::of("files")),
            dockerfile: dockerfile.map(str::to_owned),
        };
        let definition = Definition { context: Some(context), user_managed: true, ..Definition::default() };
        outside(&canonical(&definition).expect("a context")).len()
    };
    assert_eq!(
        [of(false, None), of(true, None), of(false, Some("FROM a\nCOPY x y")), of(true, Some("FROM a\nCOPY x y"))],
        [1, 1, 1, 0]
    );
}

#[test]
fn a_conda_file_elsewhere_is_outside_unless_the_user_manages_the_packages() {
    let mut definition = conda("dependencies: []");
    definition.conda_file = Some("env.yml".into());
    assert_eq!(outside(&canonical(&definition).expect("a base")).len(), 1);
    definition.user_managed = true;
    assert_eq!(outside(&canonical(&definition).expect("a base")).len(), 0);
}

#[test]
fn credentials_are_found_at_their_place() {
    let token = "ghp_".to_owned() + &"a1".repeat(18);
    let signature = "sig=".to_owned() + &"aB%2F".repeat(6);
    let definition = Definition::from_json(&json!({
        "environmentVariables": {"DB_PASSWORD": "hunter2", "NAME": token, "TOKENIZERS_PARALLELISM": "false", "API_KEY": "${KEY}",
            "SECRET_FILE": "/run/x", "AZURE_KEY_VAULT_NAME": "v"},
        "python": {"condaDependencies": {
            "channels": ["https://user:pass@host/channel", "https://host/channel"],
            "dependencies": ["numpy", {"pip": ["-i https://me:p%40ss@host/simple", "-i https://me:${PASSWORD}@host/simple", "git+ssh://git@host/x"]}],
        }},
        "docker": {"baseDockerfile": "FROM a\nENV HF_TOKEN=abc\n", "baseImageRegistry": {"address": "x", "password": "p"}},
        "spark": {"repositories": [format!("https://host/x?sv=1&{signature}")]},
        "r": {"githubPackages": [{"repository": "x", "authToken": "abc"}]},
        "extra": {"registryPassword": "abc"},
    }))
    .expect("a definition");
    insta::assert_snapshot!(secrets(&definition).join("\n"));
}

#[test]
fn a_registry_password_is_not_even_read() {
    let value = json!({"docker": {"baseImage": "x", "baseImageRegistry": {"address": "host", "Password": "hunter2"}}});
    let definition = Definition::from_json(&value).expect("a definition");
    assert!(!format!("{definition:?}{}", definition.to_json()).contains("hunter2"));
    assert_eq!(definition.to_json()["docker"]["baseImageRegistry"], json!({"address": "host"}));
}
