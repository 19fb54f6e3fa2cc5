//! Build contexts: uploaded, listed, needed, forgotten; and archives that nobody should unpack.

use crate::support::{Opened, Standing, Tar, disk::FillingDisk, no_builder, request, settings, workspace};
use api::{Context, Registered, UploadedContext, path};
use axum::{body::Body, http::Method};
use definition::{
    Digest,
    context::{ContextFile, context_digest},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io::Write, sync::Arc};
use tar::EntryType;
use time::{Duration, OffsetDateTime};

const DOCKERFILE: &str = "FROM scratch\nCOPY . /app\n";

impl Opened {
    async fn upload(&self, query: &str, archive: Vec<u8>) -> crate::support::Answer {
        let request = request(Method::POST, &format!("{}{query}", path::CONTEXTS));
        self.send(request.body(Body::from(archive)).unwrap()).await
    }

    async fn refused(&self, archive: Vec<u8>) -> Value {
        self.upload("", archive).await.refusal()
    }
}

fn definition(uploaded: &UploadedContext) -> Value {
    let context = json!({ "location": ".", "dockerfilePath": "Dockerfile", "digest": uploaded.context.digest,
        "dockerfile": uploaded.dockerfile });
    json!({ "docker": { "buildContext": context }, "python": { "userManagedDependencies": true } })
}

#[tokio::test]
async fn a_folder_is_kept_by_the_digest_of_what_a_build_sees() {
    let workspace = workspace().await;
    let archive = Tar::default()
        .entry("./", EntryType::Directory, "", 0o755, "")
        .file("./run.sh", 0o755, "exit")
        .file("./Dockerfile", 0o644, DOCKERFILE)
        .file("./.dockerignore", 0o644, "*.csv\nlinks")
        .file("./data.csv", 0o644, "1,2")
        .entry("./links/out", EntryType::Symlink, "/etc/passwd", 0o777, "")
        .entry("./copy.sh", EntryType::Link, "./run.sh", 0o644, "");
    let archive = archive.end();
    let first: UploadedContext = workspace.upload("", archive.clone()).await.expect(201);
    let file = |path: &str, executable: bool, text: &str| ContextFile {
        path: path.into(),
        executable,
        size: text.len() as u64,
        sha256: Digest::of(text),
    };
    let files =
        [file(".dockerignore", false, "*.csv\nlinks"), file("copy.sh", true, "exit"), file("run.sh", true, "exit")];
    assert_eq!(first.context.files, files);
    assert_eq!((first.context.digest, first.context.size), (context_digest(&files), 19));
    assert_eq!(first.dockerfile.as_deref(), Some(DOCKERFILE));
    assert_eq!(first.ignored, ["data.csv"]);

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&archive).unwrap();
    let again: UploadedContext =
        workspace.upload(&format!("?digest={}", first.context.digest), gzip.finish().unwrap()).await.expect(200);
    assert_eq!((again.created, again.context.digest), (false, first.context.digest));
    let kept: Context = workspace.get(&path::context(first.context.digest)).await.expect(200);
    assert_eq!(kept.files, files);
    assert_eq!(std::fs::read_dir(workspace.folder.path().join("contexts")).unwrap().count(), 1);

    let archive = workspace.get(&path::context_archive(first.context.digest)).await;
    let mut archive = tar::Archive::new(archive.text.as_bytes());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let text = std::io::read_to_string(&mut entry).unwrap();
        (entry.path().unwrap().display().to_string(), (entry.header().mode().unwrap(), text))
    });
    let entries: BTreeMap<String, (u32, String)> = entries.collect();
    assert_eq!(entries["run.sh"], (0o755, "exit".into()));
    assert_eq!(entries.keys().collect::<Vec<_>>(), [".dockerignore", "copy.sh", "run.sh"]);
}

#[tokio::test]
async fn a_dockerfile_may_be_anywhere_and_have_a_list_of_its_own() {
    let workspace = workspace().await;
    let archive = Tar::of([
        ("Dockerfile", "FROM other"),
        ("docker/gpu", DOCKERFILE),
        (".dockerignore", "*"),
        ("docker/gpu.dockerignore", "Dockerfile\n*/*ignore\n.*"),
        ("a", ""),
    ]);
    let uploaded: UploadedContext = workspace.upload("?dockerfile=docker/gpu", archive).await.expect(201);
    assert_eq!(uploaded.dockerfile.as_deref(), Some(DOCKERFILE));
    let paths: Vec<&str> = uploaded.context.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a"]);
}

#[tokio::test]
async fn archives_that_no_folder_makes_are_refused() {
    let workspace = workspace().await;
    let entry = |path: &str, kind, target: &str| Tar::default().entry(path, kind, target, 0o644, "").end();
    let refusals = json!({
        "traversal": workspace.refused(Tar::of([("a/../../etc/cron.d/x", "")])).await,
        "absolute": workspace.refused(Tar::of([("/etc/passwd", "")])).await,
        "line break": workspace.refused(Tar::of([("a\nRUN evil", "")])).await,
        "link out": workspace.refused(entry("x", EntryType::Symlink, "/etc/passwd")).await,
        "hard link out": workspace.refused(entry("x", EntryType::Link, "etc/passwd")).await,
        "device": workspace.refused(entry("null", EntryType::Char, "")).await,
        "pipe": workspace.refused(entry("pipe", EntryType::Fifo, "")).await,
        "twice": workspace.refused(Tar::of([("a", "1"), ("./a", "2")])).await,
        "file and folder": workspace.refused(Tar::of([("a", "1"), ("a/b", "2")])).await,
        "no archive": workspace.refused(b"hello".repeat(200)).await,
        "half an archive": workspace.refused(Tar::of([("a", &"x".repeat(5_000))])[..2_000].to_vec()).await,
        "half a gzip": workspace.refused(vec![0x1f, 0x8b, 8, 0, 0]).await,
        "pattern": workspace.refused(Tar::of([(".dockerignore", "a\n[b")])).await,
        "dockerfile path": workspace.upload("?dockerfile=../x", Tar::of([])).await.refusal(),
        "other digest": workspace.upload(&format!("?digest={}", Digest::of("")), Tar::of([])).await.refusal(),
        "no digest": workspace.upload("?digest=x", Tar::of([])).await.refusal(),
    });
    insta::assert_json_snapshot!(refusals);
    assert_eq!(std::fs::read_dir(workspace.folder.path().join("contexts")).unwrap().count(), 0);
}

#[tokio::test]
async fn limits_hold_for_what_comes_and_for_what_it_unpacks_to() {
    let folder = tempfile::tempdir().unwrap();
    let limited = ::workspace::Settings { largest_context: 1 << 20, ..settings(folder.path()) };
    let builder = no_builder(folder.path());
    let workspace = Opened::with(folder, limited, builder).await;
    let large = "x".repeat((1 << 20) + 1);
    let refusal = workspace.refused(Tar::of([("data", &large)])).await;
    assert_eq!(refusal["status"], 413, "{refusal}");
    let ignored = Tar::of([("data", &large), (".dockerignore", "data")]);
    assert!(workspace.upload("", ignored).await.expect::<UploadedContext>(201).ignored == ["data"]);
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..20 {
        bomb.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let refusal = workspace.refused(bomb.finish().unwrap()).await;
    assert_eq!(refusal["status"], 413, "{refusal}");
    let name = Tar::default().entry("././@LongLink", EntryType::GNULongName, "", 0o644, &"n".repeat(100_000)).end();
    let refusal = workspace.refused(name).await;
    assert_eq!(refusal["body"]["message"], "the archive has a header that is longer than any name");
}

#[tokio::test]
async fn a_version_needs_files_that_are_here() {
    let workspace = workspace().await;
    let uploaded: UploadedContext =
        workspace.upload("", Tar::of([("Dockerfile", DOCKERFILE), ("a.txt", "a")])).await.expect(201);
    let registered: Registered = workspace.register_as("vision", "1", definition(&uploaded)).await.expect(201);
    assert_eq!(registered.version.definition["docker"]["buildContext"]["digest"], json!(uploaded.context.digest));
    assert!(workspace.get(&path::context(uploaded.context.digest)).await.expect::<Context>(200).needed);

    let mut elsewhere = definition(&uploaded);
    elsewhere["docker"]["buildContext"]["digest"] = json!(Digest::of("elsewhere"));
    insta::assert_json_snapshot!("missing", workspace.register_as("vision", "2", elsewhere).await.refusal());
    assert_eq!(workspace.get(&path::version("vision", "2")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn what_nobody_registered_goes_after_a_day() {
    let start = OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap();
    let at = async |folder: tempfile::TempDir, after: Duration| {
        let settings = ::workspace::Settings { clock: Arc::new(Standing(start + after)), ..settings(folder.path()) };
        let builder = no_builder(folder.path());
        Opened::with(folder, settings, builder).await
    };
    let workspace = at(tempfile::tempdir().unwrap(), Duration::ZERO).await;
    let upload = async |text: &str| {
        let archive = Tar::of([("Dockerfile", DOCKERFILE), ("a.txt", text)]);
        workspace.upload("", archive).await.expect::<UploadedContext>(201)
    };
    let (forgotten, needed) = (upload("forgotten").await, upload("needed").await);
    workspace.register_as("vision", "1", definition(&needed)).await.expect::<Registered>(201);
    let half = workspace.folder.path().join("contexts/upload-died");
    std::fs::create_dir(&half).unwrap();
    std::fs::write(half.join("received"), "half").unwrap();

    let is_here = async |workspace: &Opened, uploaded: &UploadedContext| {
        workspace.get(&path::context(uploaded.context.digest)).await.status.is_success()
    };
    let folder = workspace.close();
    let workspace = at(folder, Duration::hours(23)).await;
    assert!(is_here(&workspace, &forgotten).await && is_here(&workspace, &needed).await);
    assert!(!half.exists());
    let folder = workspace.close();
    let workspace = at(folder, Duration::hours(25)).await;
    assert!(!is_here(&workspace, &forgotten).await && is_here(&workspace, &needed).await);
    assert_eq!(std::fs::read_dir(workspace.folder.path().join("contexts")).unwrap().count(), 1);
    let trail = format!("{}?action=delete", path::ACTIVITY);
    let trail: api::ActivityList = workspace.get(&trail).await.expect(200);
    let told: Vec<_> = trail.items.iter().map(|entry| (entry.who.as_str(), &entry.subject)).collect();
    assert_eq!(told, [("terrarium", &api::Subject::Context(forgotten.context.digest))]);
}

#[tokio::test]
async fn an_upload_leaves_the_space_free_that_is_to_stay_free() {
    for (times, archive) in [(0, Tar::of([("a", "text")])), (1, Tar::of([("a", &"x".repeat(9 << 20))]))] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(FillingDisk::after(times));
        let settings = ::workspace::Settings { disk, ..settings(folder.path()) };
        let builder = no_builder(folder.path());
        let workspace = Opened::with(folder, settings, builder).await;
        let refusal = workspace.refused(archive).await;
        assert_eq!((&refusal["status"], &refusal["body"]["code"]), (&json!(503), &json!("unavailable")), "{refusal}");
        let message = refusal["body"]["message"].as_str().unwrap();
        assert!(message.starts_with("the disk of the server is nearly full"), "{message}");
        assert_eq!(std::fs::read_dir(workspace.folder.path().join("contexts")).unwrap().count(), 0);
    }
}
