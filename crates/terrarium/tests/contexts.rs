//! A folder with a Dockerfile: hashed here, sent once, built by the real engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use flate2::read::GzDecoder;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};
use support::Served;

const DOCKERFILE: &str = "# The folder as it is\nFROM scratch\nCOPY . /app\n";

/// A folder with a program, data that is ignored, and a Dockerfile.
fn folder(place: &Path) {
    fs::create_dir_all(place.join("source/deep")).unwrap();
    fs::create_dir_all(place.join("venv")).unwrap();
    fs::write(place.join("Dockerfile"), DOCKERFILE).unwrap();
    fs::write(place.join(".dockerignore"), "# data stays here\n**/*.csv\nvenv\n").unwrap();
    fs::write(place.join("source/train.sh"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(place.join("source/train.sh"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(place.join("source/deep/model.py"), "x = 1\n").unwrap();
    fs::write(place.join("source/data.csv"), "1,2\n").unwrap();
    symlink("/usr/bin/python3", place.join("venv/python")).unwrap();
}

/// Every file of an image, with its mode.
async fn files_of(reference: &str) -> BTreeMap<String, (u32, String)> {
    let (registry, rest) = reference.split_once('/').unwrap();
    let (repository, digest) = rest.split_once('@').unwrap();
    let get = async |what: &str, digest: &str| {
        let request = reqwest::Client::new().get(format!("http://{registry}/v2/{repository}/{what}/{digest}"));
        let accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
        request.header("accept", accept).send().await.unwrap().bytes().await.unwrap()
    };
    let manifest: Value = serde_json::from_slice(&get("manifests", digest).await).unwrap();
    let mut files = BTreeMap::new();
    for layer in manifest["layers"].as_array().unwrap() {
        let blob = get("blobs", layer["digest"].as_str().unwrap()).await;
        for entry in tar::Archive::new(GzDecoder::new(&blob[..])).entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().display().to_string();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            if entry.header().entry_type().is_file() {
                files.insert(path, (entry.header().mode().unwrap() & 0o777, text));
            }
        }
    }
    files
}

#[tokio::test]
async fn a_folder_is_built_as_its_dockerignore_says() {
    let place = tempfile::tempdir().unwrap();
    let vision = place.path().join("vision");
    folder(&vision);
    let served = Served::start(&place.path().join("data"), &[], &[]);
    let path = vision.display().to_string();

    let first = served.told(0, &["register", "vision", &path, "--build", "--json"]);
    assert!(first.contains("uploading 3 files"), "{first}");
    let build = served.get("/api/builds/1").await;
    let reference = build["reference"].as_str().unwrap_or_else(|| panic!("{build:#}"));
    let files = files_of(reference).await;
    let shown: Vec<String> = files.iter().map(|(path, (mode, _))| format!("{mode:o} {path}")).collect();
    assert_eq!(shown, ["644 app/.dockerignore", "644 app/source/deep/model.py", "755 app/source/train.sh"]);
    assert_eq!(files["app/source/deep/model.py"].1, "x = 1\n");

    // What is ignored makes no difference, and nothing is sent again.
    fs::write(vision.join("source/data.csv"), "3,4\n").unwrap();
    fs::write(vision.join("Dockerfile"), DOCKERFILE.replace("as it is", "as it was")).unwrap();
    assert!(served.told(0, &["preview", &path]).contains(": hit, reuses the image of vision:1"));
    let again = served.told(0, &["register", "vision", &path]);
    assert!(again.contains("is already registered") && !again.contains("uploading"), "{again}");

    // What is not does.
    fs::set_permissions(vision.join("source/train.sh"), fs::Permissions::from_mode(0o600)).unwrap();
    assert!(served.told(0, &["preview", &path]).contains(": miss"));
    let second = served.told(0, &["register", "vision", &path]);
    assert!(second.contains("vision:2 registered") && second.contains("uploading"), "{second}");
    let v1 = served.text("/api/environments/vision/versions/2/export/v1").await;
    let v1_file = place.path().join("exported.json");
    fs::write(&v1_file, &v1).unwrap();
    let exported = served.told(0, &["register", "vision", &v1_file.display().to_string()]);
    assert!(exported.contains("vision:2 is already registered"), "{exported}");
}

#[tokio::test]
async fn another_dockerfile_has_its_own_dockerignore() {
    let place = tempfile::tempdir().unwrap();
    let vision = place.path().join("vision");
    folder(&vision);
    fs::create_dir(vision.join("docker")).unwrap();
    fs::write(vision.join("docker/gpu & cpu"), DOCKERFILE).unwrap();
    fs::write(vision.join("docker/gpu & cpu.dockerignore"), "venv\n").unwrap();
    let served = Served::start(&place.path().join("data"), &[], &[]);
    let path = vision.display().to_string();
    let told = served.told(0, &["register", "vision", &path, "--dockerfile", "docker/gpu & cpu"]);
    assert!(told.contains("uploading 6 files") && told.contains("vision:1 registered"), "{told}");
}

#[test]
fn a_folder_has_a_hash_without_a_server() {
    let place = tempfile::tempdir().unwrap();
    folder(place.path());
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_terrarium"));
        let output = command.args(arguments).current_dir(place.path()).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    };
    let first = run(&["hash", "."]);
    assert_eq!(first.0, 0, "{}", first.1);
    // The v2 form names the folder.
    fs::write(place.path().join("venv/environment.yml"), "name: vision\nbuild:\n  path: ..\n").unwrap();
    let named = run(&["hash", "venv/environment.yml"]);
    assert_eq!(named.1.lines().skip(1).collect::<Vec<_>>(), first.1.lines().skip(1).collect::<Vec<_>>());

    fs::create_dir(place.path().join("docker")).unwrap();
    fs::rename(place.path().join("Dockerfile"), place.path().join("docker/cpu")).unwrap();
    assert_eq!(run(&["hash", ".", "--dockerfile", "docker/cpu"]), first);
    insta::assert_snapshot!("no Dockerfile", run(&["hash", "."]).1);
    symlink("/etc/passwd", place.path().join("passwd")).unwrap();
    insta::assert_snapshot!("link", run(&["hash", ".", "--dockerfile", "docker/cpu"]).1);
}
