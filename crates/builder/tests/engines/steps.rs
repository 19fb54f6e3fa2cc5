//! What a Dockerfile makes.

use crate::machine::{Subject, each, machine, platform};
use builder::ImageRequest;
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, os::unix::fs::symlink};

/// A step with a context: a program, a link, a file.
fn step(subject: &Subject, test: &str, dockerfile: &str) -> ImageRequest {
    let folder = subject.folder(test);
    fs::create_dir_all(folder.join("files")).unwrap();
    fs::write(folder.join("files/program"), "#!/bin/sh\necho ran").unwrap();
    fs::set_permissions(folder.join("files/program"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("program", folder.join("files/link")).unwrap();
    fs::write(folder.join("Dockerfile"), dockerfile).unwrap();
    ImageRequest {
        folder,
        context: None,
        platform: platform(),
        labels: vec![("org.example.purpose".into(), "a test = \"quoted\"".into())],
        cached: true,
        target: format!("{}/{test}/{}:1", machine().registry.address(), subject.name.replace(' ', "-").to_lowercase()),
    }
}

/// The configuration of an image in the registry.
async fn configuration(target: &str, digest: &str) -> Value {
    let (address, repository) = target.rsplit_once(':').unwrap().0.split_once('/').unwrap();
    let accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
    let get = async |path: String| {
        let request = reqwest::Client::new().get(format!("http://{address}/v2/{repository}/{path}"));
        request
            .header("accept", accept)
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
    };
    let manifest = get(format!("manifests/{digest}")).await;
    get(format!("blobs/{}", manifest["config"]["digest"].as_str().unwrap())).await
}

#[test]
fn all_kinds_of_steps_do_what_they_say() {
    each(&async |subject| {
        let dockerfile = format!(
            "FROM {}\nARG SSL_CERT_FILE\nENV GREETING=hello FOR=\"{}\"\nWORKDIR /app\nCOPY files /app/\nCOPY <<note.txt /opt/\nnoted\nnote.txt\n\
             RUN <<END\n./link\necho \"$GREETING\"\ncat /opt/note.txt\nEND\nRUN [\"python3\", \"-c\", \"print('exec')\"]\n\
             RUN id -u; echo \"$SSL_CERT_FILE\"; test -s \"$SSL_CERT_FILE\"\nUSER 1000\n",
            subject.base().await,
            subject.name
        );
        let step = step(subject, "steps", &dockerfile);
        let (digest, lines) = subject.build(&step).await;
        let digest = digest.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        for said in ["ran", "hello", "noted", "exec", "0", "/run/terrarium/certificates/certificates.pem"] {
            assert!(lines.iter().any(|line| line == said), "{}: {said} in {lines:#?}", subject.name);
        }
        let begins: Vec<_> = lines.iter().filter(|line| line.starts_with("STEP ")).collect();
        assert!(begins.iter().any(|line| line.contains("RUN [\"python3\"")), "{}: {begins:#?}", subject.name);
        assert!(!lines.iter().any(|line| line.contains("--mount")), "{}: {lines:#?}", subject.name);

        let found = configuration(&step.target, &digest).await;
        assert_eq!(
            found["config"]["Labels"]["org.example.purpose"], "a test = \"quoted\"",
            "{}: {found:#}",
            subject.name
        );
        assert_eq!(
            format!("{}/{}", found["os"].as_str().unwrap(), found["architecture"].as_str().unwrap()),
            platform()
        );
        let environment = found["config"]["Env"].as_array().unwrap();
        assert!(environment.contains(&"GREETING=hello".into()), "{}: {found:#}", subject.name);
        assert!(!environment.iter().any(|variable| variable.as_str().unwrap().starts_with("SSL_CERT_FILE")));

        let image = format!("{}@{digest}", step.target.rsplit_once(':').unwrap().0);
        let script = "! test -s /run/terrarium/certificates/certificates.pem; cat /opt/note.txt; id -u; /app/program";
        let (ran, lines) = subject.run(&image, script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert_eq!(lines, ["noted", "0", "ran"], "{}", subject.name);
    });
}

#[test]
fn the_same_steps_come_from_the_cache_when_that_is_wanted() {
    each(&async |subject| {
        let dockerfile = format!("FROM {}\nENV FOR=\"{}\"\nRUN echo made\n", subject.base().await, subject.name);
        let step = step(subject, "cached", &dockerfile);
        let made = async |step: &ImageRequest| {
            fs::write(step.folder.join("Dockerfile"), &dockerfile).unwrap();
            let (digest, lines) = subject.build(step).await;
            digest.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
            lines.iter().any(|line| line == "made")
        };
        assert!(made(&step).await, "{}", subject.name);
        assert!(!made(&step).await, "{} did a step again", subject.name);
        assert!(made(&ImageRequest { cached: false, ..step }).await, "{} took a step from the cache", subject.name);
    });
}

#[test]
fn a_context_of_its_own_is_taken_as_it_is() {
    each(&async |subject| {
        let step = step(
            subject,
            "context",
            &format!("FROM {}\nENV FOR=\"{}\"\nCOPY data /data\nRUN cat /data\n", subject.base().await, subject.name),
        );
        let context = step.folder.join("files");
        fs::write(context.join("data"), "from the context\n").unwrap();
        fs::write(context.join("Dockerfile"), "FROM nowhere").unwrap();
        let (digest, lines) = subject.build(&ImageRequest { context: Some(context), ..step }).await;
        digest.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert!(lines.iter().any(|line| line == "from the context"), "{}: {lines:#?}", subject.name);
    });
}
