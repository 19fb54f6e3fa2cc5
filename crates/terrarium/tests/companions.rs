//! Definitions that are spread over several files: every command takes them together, and says what is not there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};
use support::Served;

const PACKAGES: &str = "channels:\n- conda-forge\ndependencies:\n- python=3.11\n- numpy=1.26\n";
const V2: &str = "name: train\nimage: registry.example.com/base:1\nconda_file: ../environment.yml\n";

/// The JSON that `save_to_directory` of azureml-core 1.61 writes.
fn saved_json(docker: &str) -> String {
    format!(
        r#"{{
    "name": "train",
    "version": null,
    "environmentVariables": {{}},
    "python": {{
        "userManagedDependencies": false,
        "interpreterPath": "python",
        "condaDependenciesFile": null,
        "baseCondaEnvironment": null
    }},
    "docker": {{
        {docker},
        "baseImageRegistry": {{ "address": null, "username": null, "password": null }}
    }}
}}
"#
    )
}

/// A folder as the SDK saves it.
fn saved(folder: &Path, packages: Option<&str>) {
    fs::create_dir_all(folder).unwrap();
    let json = saved_json(r#""baseImage": "registry.example.com/base:1", "baseDockerfile": null"#);
    fs::write(folder.join("azureml_environment.json"), json).unwrap();
    if let Some(packages) = packages {
        fs::write(folder.join("conda_dependencies.yml"), packages).unwrap();
    }
}

/// What a command without a server says, and its exit code.
fn told(place: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    let output = command.args(arguments).current_dir(place).stdin(Stdio::null()).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), text)
}

fn image_hash(place: &Path, file: &str) -> String {
    let (code, text) = told(place, &["hash", "--json", file]);
    assert_eq!(code, 0, "{text}");
    let line: Value = serde_json::from_str(&text).unwrap();
    line["digests"]["image"].as_str().unwrap().to_owned()
}

#[test]
fn a_v2_file_has_the_hash_of_the_packages_that_it_names() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::create_dir(place.join("azure")).unwrap();
    fs::write(place.join("azure/train.yml"), V2).unwrap();
    let (code, text) = told(place, &["hash", "azure/train.yml"]);
    assert_eq!(code, 1, "{text}");
    insta::assert_snapshot!("no conda file", text);
    fs::write(place.join("environment.yml"), PACKAGES).unwrap();
    let inline = V2.replace("../environment.yml", &format!("\n  {}", PACKAGES.trim_end().replace('\n', "\n  ")));
    fs::write(place.join("inline.yml"), inline).unwrap();
    assert_eq!(image_hash(place, "azure/train.yml"), image_hash(place, "inline.yml"));
    // What is wrong in the second file is told with its own line.
    fs::write(place.join("environment.yml"), "dependencies:\n- python=3.11\n- 1.5\n").unwrap();
    insta::assert_snapshot!("wrong conda file", told(place, &["hash", "azure/train.yml"]).1);
    let line: Value = serde_json::from_str(&told(place, &["hash", "--json", "azure/train.yml"]).1).unwrap();
    assert_eq!((&line["error"]["file"], &line["error"]["line"]), (&"azure/../environment.yml".into(), &3.into()));
}

#[test]
fn the_conda_file_of_a_v2_file_is_checked_with_it() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::create_dir(place.join("azure")).unwrap();
    fs::write(place.join("azure/train.yml"), V2).unwrap();
    insta::assert_snapshot!("check without conda file", told(place, &["check", "azure/train.yml"]).1);
    fs::write(place.join("environment.yml"), "dependencies:\n- python=3.11\n- pip\n- pip:\n  - six=1\n").unwrap();
    insta::assert_snapshot!("check with conda file", told(place, &["check", "azure/train.yml"]).1);
}

#[test]
fn a_saved_environment_is_its_folder() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    saved(&place.join("a"), Some(PACKAGES));
    saved(&place.join("b"), Some("dependencies:\n- python=3.11\n- scipy=1.13\n"));
    saved(&place.join("only the JSON"), None);
    assert_ne!(image_hash(place, "a"), image_hash(place, "b"));
    assert_eq!(image_hash(place, "a"), image_hash(place, "a/azureml_environment.json"));
    assert_eq!(image_hash(&place.join("a"), "."), image_hash(place, "a"));
    let (code, text) = told(place, &["hash", "only the JSON"]);
    assert_eq!(code, 1, "{text}");
    insta::assert_snapshot!("only the JSON", text);
    insta::assert_snapshot!("several", told(place, &["hash", "."]).1);
    // A Dockerfile in the same folder counts when it is asked for.
    fs::write(place.join("a/Dockerfile"), "FROM scratch\n").unwrap();
    assert_ne!(image_hash(place, "a"), image_hash(place, "b"));
    let (_, text) = told(place, &["hash", "--json", "--kind", "dockerfile", "a"]);
    assert!(!text.contains(&image_hash(place, "a")), "{text}");
}

#[test]
fn a_saved_environment_is_checked_as_its_folder() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    saved(&place.join("saved"), Some("channels: [conda-forge]\ndependencies:\n- python=3.11\n- scipy\n"));
    insta::assert_snapshot!("check folder", told(place, &["check", "saved"]).1);
    insta::assert_snapshot!("check JSON", told(place, &["check", "saved/azureml_environment.json"]).1);
    fs::remove_file(place.join("saved/conda_dependencies.yml")).unwrap();
    insta::assert_snapshot!("check JSON alone", told(place, &["check", "saved/azureml_environment.json"]).1);
    fs::create_dir(place.join("context")).unwrap();
    fs::write(place.join("context/Dockerfile"), "ARG x\nFROM python\nCOPY . /app\n").unwrap();
    insta::assert_snapshot!("check context", told(place, &["check", "context"]).1);
}

#[test]
fn a_saved_environment_has_its_dockerfile_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    saved(&place.join("saved"), Some(PACKAGES));
    let json = saved_json(r#""baseImage": null, "buildContext": null"#);
    fs::write(place.join("saved/azureml_environment.json"), json).unwrap();
    insta::assert_snapshot!("no BaseDockerfile", told(place, &["hash", "saved"]).1);
    let hash = |dockerfile: &str| {
        fs::write(place.join("saved/BaseDockerfile"), dockerfile).unwrap();
        image_hash(place, "saved")
    };
    assert_ne!(hash("FROM a:1\nRUN one\n"), hash("FROM a:1\nRUN other\n"));
}

#[tokio::test]
async fn what_is_registered_is_whole() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    saved(&place.join("saved"), Some(PACKAGES));
    saved(&place.join("alone"), None);
    fs::write(place.join("train.yml"), V2.replace("../", "")).unwrap();
    let served = Served::start(&place.join("data"), &[], &[]);
    let path = |name: &str| place.join(name).display().to_string();
    for incomplete in ["alone", "alone/azureml_environment.json", "train.yml"] {
        for command in [&["register", "train"][..], &["preview"], &["build"], &["submit"]] {
            let file = path(incomplete);
            let mut arguments = [command, &[&file]].concat();
            if command == ["submit"] {
                arguments.extend(["--", "python"]);
            }
            let text = served.told(if command == ["submit"] { 125 } else { 1 }, &arguments);
            assert!(text.contains("which is not here") && text.contains("at: "), "{arguments:?}: {text}");
        }
    }
    let missing = served.get("/api/environments/train").await;
    assert_eq!(missing["code"], "not_found", "nothing was registered: {missing}");

    fs::write(place.join("environment.yml"), PACKAGES).unwrap();
    assert!(served.told(0, &["register", "train", &path("train.yml")]).contains("train:1 registered"));
    assert!(served.told(0, &["register", "train", &path("saved")]).contains("train:2 registered"));
    let saved = served.told(0, &["register", "saved", &path("saved")]);
    assert!(saved.contains("saved:1 registered"), "{saved}");
    for version in ["/api/environments/train/versions/1", "/api/environments/saved/versions/1"] {
        let version = served.get(version).await;
        let packages = &version["definition"]["python"]["condaDependencies"]["dependencies"];
        assert_eq!(packages, &serde_json::json!(["python=3.11", "numpy=1.26"]), "{version}");
    }
}
