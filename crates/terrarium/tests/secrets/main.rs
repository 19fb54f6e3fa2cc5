//! Credentials for a registry and for private indexes, used in real builds and then searched for: nowhere in the clear.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod private;
#[path = "../support/mod.rs"]
mod support;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use private::{PrivateIndex, PrivateRegistry};
use serde_json::json;
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
    process::{Command, Stdio},
};
use support::Served;

const REGISTRY: &str = "reg!stry-pa55/w0rd";
const INDEX: &str = "1ndex@pa55:w0rd";
const EXTRA: &str = "3xtra+pa55=w0rd";
const WRONG: &str = "wr0ng/pa55+w0rd";

fn login(password: &str) -> String {
    BASE64_STANDARD.encode(format!("anna:{password}"))
}

/// Every spelling in which a password could be found.
fn spellings() -> Vec<String> {
    let of = |password: &str| {
        let percent = utf8_percent_encode(password, NON_ALPHANUMERIC).to_string();
        // Base64 of a part of a longer text begins at any third byte.
        let shifted = (0..3).map(|shift| {
            let text = BASE64_STANDARD.encode([&vec![b'x'; shift], password.as_bytes()].concat());
            text.trim_end_matches('=')[4..text.len() - 4].to_owned()
        });
        let lower = percent.to_lowercase();
        [password.to_owned(), percent, lower, login(password)].into_iter().chain(shifted).collect::<Vec<_>>()
    };
    [REGISTRY, INDEX, EXTRA, WRONG].into_iter().flat_map(of).collect()
}

fn assert_none_in(what: &str, text: &str) {
    for spelling in spellings() {
        assert!(!text.contains(&spelling), "{what} tells {spelling}");
    }
}

/// Searches what comes in, without having it in memory.
fn search(what: &Path, content: &mut impl Read) {
    let arguments = ["-c", "-a", "-F"].map(str::to_owned).into_iter();
    let patterns = spellings().into_iter().flat_map(|spelling| ["-e".to_owned(), spelling]);
    let mut grep = Command::new("grep");
    let mut grep = grep.args(arguments.chain(patterns)).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut input = grep.stdin.take().unwrap();
    io::copy(content, &mut input).unwrap();
    input.flush().unwrap();
    drop(input);
    // 1: nothing was found.
    assert_eq!(grep.wait().unwrap().code(), Some(1), "{} tells a secret", what.display());
}

/// The files below a folder that tell a secret.
fn telling(folder: &Path) -> String {
    let patterns = spellings().into_iter().flat_map(|spelling| ["-e".to_owned(), spelling]);
    let mut grep = Command::new("grep");
    let found = grep.args(["-r", "-l", "-a", "-F", "-D", "skip"]).args(patterns).arg(folder).output().unwrap();
    String::from_utf8_lossy(&found.stdout).into_owned()
}

/// Searches every file below a folder, and every layer as it unpacks; returns how many layers there were.
fn search_files(folder: &Path) -> usize {
    assert_eq!(telling(folder), "", "these files tell a secret");
    let mut layers = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if entry.file_name() == "data" && entry.path().components().any(|part| part.as_os_str() == "blobs") {
                let mut magic = [0; 2];
                let is_gzip = File::open(entry.path()).unwrap().read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
                if is_gzip {
                    layers += 1;
                    search(&entry.path(), &mut GzDecoder::new(File::open(entry.path()).unwrap()));
                }
            }
        }
    }
    layers
}

/// Everything that the API tells about the versions and builds that there are.
async fn search_answers(served: &Served, environment: &str, builds: u32) {
    let version = format!("/api/environments/{environment}/versions/1");
    let mut paths =
        vec!["/api/workspace", "/api/environments", "/api/images", "/api/activity", "/api/builds", "/api/health"]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
    paths.extend([version.clone(), "/api/activity/export/jsonl".to_owned(), "/metrics".to_owned()]);
    let forms = ["conda", "requirements", "dockerfile", "v1", "v2", "lock", "devcontainer", "spdx", "cyclonedx"];
    paths.extend(forms.map(|form| format!("{version}/export/{form}")));
    for build in 1..=builds {
        paths.extend([format!("/api/builds/{build}"), format!("/api/builds/{build}/log")]);
    }
    let images = served.get("/api/images").await;
    for image in images["items"].as_array().unwrap() {
        let hash = image["digests"]["image"].as_str().unwrap_or_else(|| panic!("{image:#}"));
        paths.extend(["", "/history", "/rebuild", "/today"].map(|end| format!("/api/images/{hash}{end}")));
    }
    for path in paths {
        assert_none_in(&path, &served.text(&path).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_used_and_told_to_nobody() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let registry = PrivateRegistry::start(&place.path().join("registry"), REGISTRY);
    let index = PrivateIndex::start("127.0.0.1", "ours", &place.path().join("index"), login(INDEX));
    // Credentials are known by host.
    let extra = PrivateIndex::start("127.0.0.2", "theirs", &place.path().join("extra"), login(EXTRA));

    // Where credentials belong: in files of this machine, beside the workspace.
    let known = place.path().join("known");
    fs::create_dir(&known).unwrap();
    let (auth, netrc) = (known.join("auth.json"), known.join("netrc"));
    let registries =
        |password: &str| json!({ "auths": { &registry.address: { "auth": login(password) } } }).to_string();
    let machine = |password: &str| format!("machine 127.0.0.1\n  login anna\n  password {password}\n");
    fs::write(&auth, registries(REGISTRY)).unwrap();
    fs::write(&netrc, machine(INDEX)).unwrap();
    let netrc_path = netrc.display().to_string();
    let extra_index = format!("http://anna:{}@{}/simple", utf8_percent_encode(EXTRA, NON_ALPHANUMERIC), extra.address);
    let variables = [("NETRC", netrc_path.as_str()), ("PIP_EXTRA_INDEX_URL", extra_index.as_str())];
    let auth_path = auth.display().to_string();
    let arguments = ["--registry", registry.address.as_str(), "--registry-credentials", auth_path.as_str()];
    let served = Served::start(&data, &arguments, &variables);

    let file = place.path().join("environment.yml");
    let packages = |more: &str| {
        format!(
            "dependencies:\n- python\n- pip:\n  - --index-url http://{}/simple\n  - ours\n  - theirs\n{more}",
            index.address
        )
    };
    fs::write(&file, packages("")).unwrap();
    let file = file.display().to_string();
    let said = served.told(0, &["register", "private", &file, "--build"]);
    assert_none_in("the command line", &said);
    assert!(index.seen.lock().unwrap().contains(&login(INDEX)), "the index was used with its password");
    assert!(extra.seen.lock().unwrap().contains(&login(EXTRA)), "so was the other");

    // The base image that the first build pushed, now by the name of a registry that wants a password.
    let base_image = served.get("/api/workspace").await["default_base_image"].as_str().unwrap().to_owned();
    let base_image = base_image.replacen("localhost", &registry.address, 1);
    let dockerfile = place.path().join("Dockerfile");
    fs::write(&dockerfile, format!("FROM {base_image}\nRUN true\n")).unwrap();
    let dockerfile = dockerfile.display().to_string();
    let said = served.told(0, &["build", &dockerfile]);
    assert_none_in("the command line", &said);

    // Wrong passwords: what is missing is named, what was tried is not.
    fs::write(&netrc, machine(WRONG)).unwrap();
    fs::write(&file, packages("  - ours>=1\n")).unwrap();
    let said = served.told(1, &["build", &file]);
    assert!(said.contains("ours was not found"), "{said}");
    assert_none_in("the command line", &said);
    search_answers(&served, "private", 3).await;
    drop(served);

    fs::write(&auth, registries(WRONG)).unwrap();
    let served = Served::start(&data, &arguments, &variables);
    fs::write(&dockerfile, format!("FROM {base_image}\nRUN false\n")).unwrap();
    let said = served.told(1, &["build", &dockerfile]);
    assert!(said.contains(&registry.address), "{said}");
    assert_none_in("the command line", &said);
    search_answers(&served, "private", 4).await;
    drop(served);

    assert_eq!(telling(&known).lines().count(), 2, "the search finds what is there");
    assert!(data.join("workspace.db").is_file() && data.join("server.log").is_file());
    search_files(&data);
    assert!(search_files(&registry.folder) >= 3, "layers of base image and packages");
}
