//! A workspace whose images Docker Engine builds, from the first file to a command that runs: with the real daemon, the
//! real registry and real packages.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "Podman's service is not started here")]
#[path = "../../../builder/tests/engines/daemons.rs"]
mod daemons;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use std::{fs, path::Path};
use support::Served;

const BASE: &str = "localhost/terrarium/base:debian12-python3.11";

/// Writes a file and tells where it is.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The line of JSON that a command prints.
fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().next().unwrap()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn docker_engine_builds_what_is_registered_and_runs_it() {
    let place = tempfile::tempdir().unwrap();
    let docker = match daemons::docker(&daemons::folder(place.path(), "dockerd")) {
        Ok(daemon) => daemon.address,
        Err(reason) => return skip::because(&format!("Docker Engine cannot be started: {reason}")),
    };
    let cache = place.path().join("cache").display().to_string();
    let variables = [("DOCKER_HOST", docker.as_str())];
    let served = Served::start(&place.path().join("data"), &["--engine", "docker"], &variables);
    let health = served.get("/api/health").await;
    let engines = health["engines"].as_array().unwrap();
    let chosen: Vec<_> =
        engines.iter().filter(|engine| engine["chosen"] == true).map(|engine| &engine["kind"]).collect();
    assert_eq!(chosen, ["Docker Engine"], "{health:#}");

    let one = "name: one\ndependencies:\n- python=3.11\n- pip:\n  - six==1.16.0\n  - idna==3.7\n";
    let other = "name: other\ndependencies:\n- pip: [IDNA == 3.7, six==1.16.0]\n- Python = 3.11\n";
    let more = "dependencies:\n- python=3.11\n- pip: [six==1.16.0, idna==3.7, markupsafe==2.1.5]\n";
    let [one, other, more] =
        [("one.yml", one), ("other.yml", other), ("more.yml", more)].map(|(name, text)| file(place.path(), name, text));
    let verdict = |file: &str| json(&served.told(0, &["preview", "--json", file]))["verdict"].clone();
    assert_eq!(verdict(&one), "miss");
    served.told(0, &["register", "training", &one, "--build"]);
    assert_eq!(verdict(&other), "hit", "order and name do not count");
    served.told(0, &["register", "evaluation", &other, "--build"]);
    assert_eq!(verdict(&more), "miss");
    served.told(0, &["register", "training", &more, "--build"]);
    let build = served.get("/api/builds/2").await;
    assert_eq!(build["steps"][0]["state"], "reused", "step 1 is not done again: {build:#}");
    let builds = served.get("/api/builds").await;
    assert_eq!(builds["items"].as_array().unwrap().len(), 2, "{builds:#}");

    let context = place.path().join("context");
    fs::create_dir(&context).unwrap();
    file(&context, "note", "copied\n");
    file(&context, "Dockerfile", &format!("FROM {BASE}\nCOPY note /srv/note\nRUN cat /srv/note\n"));
    served.told(0, &["register", "own", &context.display().to_string(), "--build"]);

    let again = served.told(0, &["build", "training:1", "--locked", "--rebuild"]);
    assert!(again.contains("The image is the same as before"), "{again}");

    let variables = [("DOCKER_HOST", docker.as_str()), ("XDG_CACHE_HOME", &cache)];
    let run = |arguments: &[&str]| {
        let output = served.run_with(&[&["run", "--tool", "docker"], arguments].concat(), &variables);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), said)
    };
    let script = "import six, markupsafe, sys; print(six.__version__, markupsafe.__version__, open('one.yml').readline()); \
                  sys.exit(7)";
    let folder = place.path().display().to_string();
    let (code, words, aside) = run(&["training", "--mount", &folder, "--", "python", "-c", script]);
    assert_eq!((code, words.as_str()), (Some(7), "1.16.0 2.1.5 name: one\n\n"), "{aside}");
    let (code, words, aside) = run(&["own", "--no-mount", "--", "cat", "/srv/note"]);
    assert_eq!((code, words.as_str()), (Some(0), "copied\n"), "{aside}");

    // The workspace runs commands on the same engine.
    let submit = |arguments: &[&str]| {
        let output = served.run(&[&["submit", "training"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), said)
    };
    let script = "import os, six; print(six.__version__, os.environ['GREETING'], open('note').read().strip()); \
                  print(len(os.environ['TOKEN']), os.environ['TOKEN']); raise SystemExit(3)";
    let variables = ["--env", "GREETING=hello", "--env", "TOKEN=hunter2-secret"];
    let files = ["--folder", context.to_str().unwrap(), "--", "python", "-c", script];
    let (code, words, aside) = submit(&[&variables[..], &files].concat());
    let dots = "\u{2022}".repeat(6);
    assert_eq!((code, words), (Some(3), format!("1.16.0 hello copied\n14 {dots}\n")), "{aside}");
    let (code, _, aside) = submit(&["--", "no-such-program"]);
    assert!(code == Some(127) && aside.contains("the command cannot be started: "), "{aside}");
    let (code, words, aside) = submit(&["--", "sh", "-c", "echo before; exit 9"]);
    assert_eq!((code, words.as_str()), (Some(9), "before\n"), "{aside}");
}
